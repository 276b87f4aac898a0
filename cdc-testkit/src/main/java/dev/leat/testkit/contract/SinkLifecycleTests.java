package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.SinkContract.PRODUCTS;
import static dev.leat.testkit.contract.SinkContract.marks;
import static dev.leat.testkit.contract.SinkContract.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

abstract class SinkLifecycleTests {
    private final SinkContract suite;

    SinkLifecycleTests(SinkContract suite) {
        this.suite = suite;
    }

    @Test
    void connectingAndCheckingChangeNothing() {
        Sink sink = suite.opened();

        sink.connect();
        sink.connect();
        assertThat(sink.check()).noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);

        Sink started = suite.restarted(sink);
        assertThat(started.marks()).isEmpty();
        assertThat(started.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    // D6: a sink that can't tell two tables apart says so before anything is written.
    @Test
    void tablesWhoseNamesLookAlikeAreToldApartOrRefused() {
        TestTable one = table("a.b", "c");
        TestTable other = table("a", "b.c");
        Sink sink = suite.create();
        CdcException refusal = Failing.failure(() -> sink.open(TestTable.source(one, other)));
        if (refusal != null) {
            sink.close();
            assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(ErrorKind.CONFIG);
            assertThat(refusal).hasMessageContaining(one.id().toString());
            return;
        }
        try (sink) {
            sink.connect();
            sink.claim("a test");
            write(sink, Changes.transaction(1).insert(one, 1, "one").insert(other, 2, "other"));

            assertThat(suite.keys(one)).containsExactly("1");
            assertThat(suite.keys(other)).containsExactly("2");
        }
    }

    private static TestTable table(String schema, String name) {
        return TestTable.of(schema, name).key("id", TestColumn.INT).column("name", TestColumn.TEXT);
    }

    // P16
    @Test
    @Under(Fault.DUPLICATE)
    void everyClaimRaisesTheTerm() {
        Sink first = suite.opened();
        long term = first.claim("first");
        long repeated = first.claim("first");
        first.close();

        long second = suite.opened().claim("second");

        assertThat(repeated).isGreaterThan(term);
        assertThat(second).isGreaterThan(repeated);
    }

    // P16: of two owners one goes on, whichever it is, and the other is told.
    @Test
    void aClaimFencesTheOwnerBeforeOrIsRefused() {
        Sink first = suite.started();
        SinkWriter writer = first.openWriter(0);
        write(writer, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        Sink second = suite.opened();

        CdcException refusal = Failing.failure(() -> second.claim("second"));

        if (refusal != null) {
            assertThat(refusal.kind()).as(refusal.getMessage()).isIn(ErrorKind.FENCED, ErrorKind.SETUP);
            write(writer, Changes.transaction(2).insert(PRODUCTS, 2, "two", 2));
            first.storeMarks(marks(7));
            return;
        }
        assertFenced(Failing.endOf(() -> first.storeMarks(marks(7))));
        assertFenced(Failing.endOf(() -> first.beginSeed(PRODUCTS.schema(), true)));
        assertFenced(Failing.endOf(() -> first.openWriter(0).close()));
        assertThat(second.marks()).isEmpty();
        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        write(second, Changes.transaction(2).insert(PRODUCTS, 2, "two", 2));
    }

    // P16, E6
    @Test
    void aWriterOfTheOwnerBeforeWritesNoMore() {
        if (!suite.fencesWriters()) {
            throw suite.inapplicable("the target can't keep open writers of an earlier owner from writing");
        }
        Sink first = suite.started();
        SinkWriter writer = first.openWriter(0);
        write(writer, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        Sink second = suite.opened();
        if (Failing.failure(() -> second.claim("second")) != null) {
            return; // there is no second owner
        }

        CdcException failure =
                Failing.failure(() -> write(writer, Changes.transaction(2).insert(PRODUCTS, 2, "two", 2)));

        assertThat(failure).as("it wrote").isNotNull();
        assertThat(suite.keys(PRODUCTS)).containsExactly("1");
    }

    private static void assertFenced(CdcException failure) {
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.FENCED);
    }

    @Test
    void closesMoreThanOnceAndFromAnyThread() {
        Sink sink = suite.started();
        SinkWriter writer = sink.openWriter(0);
        write(writer, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));

        CompletableFuture<Void> elsewhere = Failing.async(() -> {
            writer.close();
            sink.close();
            return null;
        });

        assertThat(elsewhere).succeedsWithin(Failing.DEADLINE);
        for (int i = 0; i < 2; i++) {
            assertThatCode(writer::close).doesNotThrowAnyException();
            assertThatCode(sink::close).doesNotThrowAnyException();
        }
    }

    @Test
    void aSinkThatWasNeverStartedCloses() {
        Sink untouched = suite.create();

        assertThatCode(untouched::close).doesNotThrowAnyException();
        assertThatCode(suite.opened()::close).doesNotThrowAnyException();
    }
}
