package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.SinkContract.DOCUMENTS;
import static dev.leat.testkit.contract.SinkContract.PRODUCTS;
import static dev.leat.testkit.contract.SinkContract.VARIANTS;
import static dev.leat.testkit.contract.SinkContract.marks;
import static dev.leat.testkit.contract.SinkContract.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.sink.RejectedChange;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

abstract class SinkWriteTests {
    private final SinkContract suite;

    SinkWriteTests(SinkContract suite) {
        this.suite = suite;
    }

    @Test
    void whatWasWrittenIsThereWhenTheWriteReturns() {
        Sink sink = suite.started();
        try (SinkWriter writer = sink.openWriter(0)) {
            for (int i = 1; i <= 3; i++) {
                write(writer, Changes.transaction(i).insert(PRODUCTS, i, "tea", i));
                assertThat(suite.keys(PRODUCTS)).hasSize(i);
            }
        }
        suite.restarted(sink);
        assertThat(suite.keys(PRODUCTS)).containsExactlyInAnyOrder("1", "2", "3");
    }

    // P4, S4: inserts and deletes are never split into two groups.
    @Test
    @Under(Fault.DUPLICATE)
    void endsWithTheLastChangeOfEachKey() {
        Sink sink = suite.started();
        for (int seed = 0; seed < 5; seed++) {
            Set<String> expected = new TreeSet<>();
            for (int round = 0; round < 2; round++) {
                expected.clear();
                write(sink, insertsAndDeletes(new Random(seed), 10 + seed, expected));
            }
            assertThat(suite.keys(PRODUCTS)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static Changes insertsAndDeletes(Random random, long sequence, Set<String> left) {
        Changes changes = Changes.transaction(sequence);
        for (int key = 0; key < 8; key++) { // of the seed before
            changes.delete(PRODUCTS, key);
        }
        for (int i = 0; i < 500; i++) {
            int key = random.nextInt(8);
            if (random.nextBoolean()) {
                changes.insert(PRODUCTS, key, "name " + i, i);
                left.add(Integer.toString(key));
            } else {
                changes.delete(PRODUCTS, key);
                left.remove(Integer.toString(key));
            }
        }
        return changes;
    }

    @Test
    void writesLanesBesideEachOther() {
        Sink sink = suite.started();

        CompletableFuture<Integer> even = Failing.async(() -> writeLane(sink, 0));
        CompletableFuture<Integer> odd = Failing.async(() -> writeLane(sink, 1));

        assertThat(Failing.join(even) + Failing.join(odd)).isEqualTo(60);
        assertThat(suite.keys(PRODUCTS)).hasSize(60);
    }

    private static int writeLane(Sink sink, int lane) {
        try (SinkWriter writer = sink.openWriter(lane)) {
            for (int i = 0; i < 30; i++) {
                write(writer, Changes.transaction(i + 1).insert(PRODUCTS, 2 * i + lane, "tea", i));
            }
        }
        return 30;
    }

    @Test
    void writesOnlyTheChangesOfItsSlice() {
        Sink sink = suite.started();
        ChangeBatch batch = Changes.transaction(1)
                .insert(PRODUCTS, 1, "tea", 1)
                .insert(PRODUCTS, 2, "tea", 2)
                .insert(PRODUCTS, 3, "tea", 3)
                .batch();
        try (SinkWriter writer = sink.openWriter(0)) {
            writer.write(new ChangeSlice(batch, new int[] {0, 2}, 0, 2), marks(1));
            writer.write(new ChangeSlice(batch, new int[] {1}, 0, 0), marks(1));
        }

        assertThat(suite.keys(PRODUCTS)).containsExactlyInAnyOrder("1", "3");
    }

    // G11
    @Test
    void truncatesOneTableOnly() {
        Sink sink = suite.started();
        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 3).insert(VARIANTS, 1, "a", "x"));

        write(sink, Changes.transaction(2).truncate(PRODUCTS));
        write(sink, Changes.transaction(3).insert(PRODUCTS, 2, "tea", 3));

        assertThat(suite.keys(PRODUCTS)).containsExactly("2");
        assertThat(suite.keys(VARIANTS)).containsExactly("1:a");
    }

    // S12, D11
    @Test
    @Under(Fault.REJECT)
    void reportsTheChangeThatIsRefusedAndWritesTheOthers() {
        String refused = suite.refusedDocument("12");
        Sink sink = suite.started();
        Changes changes = Changes.transaction(1);
        int[] slice = new int[20];
        for (int i = 0; i < 40; i++) {
            changes.insert(DOCUMENTS, i, i == 12 ? refused : "{}");
            slice[i / 2] = i - i % 2;
        }
        ChangeBatch batch = changes.batch();

        try (SinkWriter writer = sink.openWriter(0)) {
            WriteReport report = writer.write(new ChangeSlice(batch, slice, 0, slice.length), marks(1));

            assertThat(report.rejected()).extracting(RejectedChange::index).containsExactly(12);
            assertThat(report.rejected().get(0).reason()).isNotBlank();
            assertShowsNoSecret(report.rejected().get(0).reason());
            write(writer, Changes.transaction(2).insert(DOCUMENTS, 40, "{}"));
        }
        Set<String> keys = new TreeSet<>(suite.keys(DOCUMENTS));
        keys.remove("12"); // what another program put there
        assertThat(keys).hasSize(20).contains("0", "10", "14", "38", "40");
    }

    // S12, P11: what can't be read stops the pipeline; it is neither skipped nor tried for ever.
    @Test
    void aValueThatCannotBeReadEndsTheWrite() {
        if (!suite.readsValues()) {
            throw suite.inapplicable("a write reads no values");
        }
        TestTable broken = TestTable.of("products")
                .key("id", TestColumn.INT)
                .column("name", TestColumn.UNDECODABLE)
                .column("price", TestColumn.INT);
        Sink sink = suite.started();

        CdcException failure = Failing.endOf(() -> {
            try (SinkWriter writer = sink.openWriter(0)) {
                write(writer, Changes.transaction(1).insert(broken, 1, "canary", 1));
            }
        });

        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.DECODE);
        assertShowsNoSecret(failure);
        assertThat(suite.keys(PRODUCTS)).isEmpty();
    }

    // S11, D10
    @Test
    @Under(Fault.AUTH_EXPIRE)
    void credentialsThatExpireStopItAndNothingIsLost() {
        Sink sink = suite.started();
        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "canary", 1));
        sink.storeMarks(marks(7));

        suite.expireCredentials();
        try {
            assertRefused(Failing.endOf(() -> write(sink, Changes.transaction(2).insert(PRODUCTS, 2, "canary", 2))));
            assertRefused(Failing.endOf(() -> sink.storeMarks(marks(8))));
            assertRefused(Failing.endOf(() -> suite.opened().connect()));
        } finally {
            suite.renewCredentials();
        }

        Sink next = suite.restarted(sink);
        assertThat(next.marks()).contains(marks(7));
        write(next, Changes.transaction(2).insert(PRODUCTS, 2, "canary", 2));
        assertThat(suite.keys(PRODUCTS)).containsExactlyInAnyOrder("1", "2");
    }

    private void assertRefused(CdcException failure) {
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.SETUP);
        assertShowsNoSecret(failure);
    }

    private void assertShowsNoSecret(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertShowsNoSecret(String.valueOf(cause.getMessage()));
        }
    }

    private void assertShowsNoSecret(String text) {
        assertThat(suite.secrets()).noneMatch(text::contains);
    }
}
