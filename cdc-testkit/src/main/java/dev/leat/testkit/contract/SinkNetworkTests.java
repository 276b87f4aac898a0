package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.SinkContract.PRODUCTS;
import static dev.leat.testkit.contract.SinkContract.SOURCE;
import static dev.leat.testkit.contract.SinkContract.marks;
import static dev.leat.testkit.contract.SinkContract.write;
import static dev.leat.testkit.contract.SinkContract.writeRetried;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy stands between the sink and its server; {@link SinkContract#keys} looks past it. */
abstract class SinkNetworkTests {
    private static final int LOOKS = 20;

    private final SinkContract suite;
    private @Nullable TcpFaultProxy opened;

    SinkNetworkTests(SinkContract suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openProxy() {
        opened = TcpFaultProxy.to(suite.server());
    }

    @AfterEach
    void closeProxy() {
        if (opened != null) {
            opened.close();
        }
    }

    private TcpFaultProxy proxy() {
        if (opened == null) {
            throw new IllegalStateException("no proxy");
        }
        return opened;
    }

    private Sink through() {
        return suite.opened(suite.createThrough(proxy().port()));
    }

    @Test
    void makingAndOpeningASinkConnectsToNothing() {
        Sink sink = through();

        sink.close();

        assertThat(proxy().acceptedCount()).isZero();
    }

    @Test
    @Under(Fault.DISCONNECT)
    void brokenConnectionsAreFailuresThatTheNextTryMakesGood() {
        Sink sink = suite.started(through());
        SinkWriter broken = sink.openWriter(0);
        write(broken, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        ChangeBatch second =
                Changes.transaction(2).insert(PRODUCTS, 2, "two", 2).batch();

        proxy().cut();
        CdcException failure = Failing.failure(() -> broken.write(second.all(), marks(1)));
        if (failure != null) { // otherwise it has connected again by itself
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.CONNECTION);
        }
        broken.close();
        writeRetried(sink, second);
        assertThat(suite.keys(PRODUCTS)).containsExactlyInAnyOrder("1", "2");

        proxy().cut();
        storeMarks(sink, 7);
        assertThat(sink.marks()).contains(marks(7));
    }

    // P20
    @Test
    @Under(Fault.DISCONNECT)
    void aServerThatIsAwayIsTriedAgainUntilItIsBack() {
        Sink sink = suite.started(through());
        SinkWriter writer = sink.openWriter(0);
        ChangeBatch batch = Changes.transaction(1).insert(PRODUCTS, 1, "one", 1).batch();

        proxy().refuse();
        proxy().cut();
        assertConnection(Failing.failure(() -> writer.write(batch.all(), marks(1))));
        writer.close();
        assertConnection(Failing.failure(() -> writeOnce(sink, batch)));
        assertConnection(Failing.failure(() -> sink.storeMarks(marks(7))));
        assertConnection(Failing.failure(() -> through().connect()));
        assertThat(suite.keys(PRODUCTS)).isEmpty();

        proxy().pass();
        writeRetried(sink, batch);
        storeMarks(sink, 8);
        assertThat(suite.keys(PRODUCTS)).containsExactly("1");
    }

    private static void writeOnce(Sink sink, ChangeBatch batch) {
        try (SinkWriter writer = sink.openWriter(0)) {
            writer.write(batch.all(), marks(1));
        }
    }

    // P2, P13
    @Test
    @Under({Fault.PARTIAL, Fault.FAIL_AFTER_WRITE, Fault.DUPLICATE})
    void aWriteThatIsCutAnywhereIsMadeGoodByItsRepetition() {
        Sink sink = suite.started(through());
        int failures = 0;
        int sequence = 1;
        for (Direction direction : Direction.values()) {
            for (int bytes : new int[] {0, 1, 150, 900}) {
                writeRetried(
                        sink,
                        Changes.transaction(sequence++)
                                .delete(PRODUCTS, 29)
                                .insert(PRODUCTS, 50, "x", 0)
                                .batch());
                SinkWriter writer = Failing.retried(() -> sink.openWriter(0));
                ChangeBatch batch = thirty(sequence++);

                proxy().cutAfter(direction, bytes);
                CdcException failure = Failing.failure(() -> writer.write(batch.all(), marks(1)));
                proxy().pass();
                writer.close();
                if (failure != null) {
                    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.CONNECTION);
                    failures++;
                }
                writeRetried(sink, batch);

                assertThat(suite.keys(PRODUCTS))
                        .as("%s cut after %d bytes", direction, bytes)
                        .hasSize(30)
                        .contains("0", "29")
                        .doesNotContain("50");
            }
        }
        assertThat(failures).as("writes that were cut").isGreaterThan(3);
    }

    private static ChangeBatch thirty(int sequence) {
        Changes changes = Changes.transaction(sequence).delete(PRODUCTS, 50);
        for (int i = 0; i < 30; i++) {
            changes.insert(PRODUCTS, i, "name of " + i + " at " + sequence, i);
        }
        return changes.batch();
    }

    @Test
    @Under({Fault.PARTIAL, Fault.FAIL_AFTER_WRITE, Fault.DUPLICATE})
    void controlCallsThatAreCutCanBeMadeAgain() {
        Sink sink = suite.started(through());
        write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        long watermark = 7;
        for (Direction direction : Direction.values()) {
            for (int bytes : new int[] {0, 40}) {
                String progress = "to " + direction + bytes;
                int generation = cut(direction, bytes, () -> sink.beginSeed(PRODUCTS.schema(), true));
                cut(direction, bytes, () -> {
                    sink.saveProgress(PRODUCTS.id(), generation, progress);
                    return true;
                });
                assertThat(seedState(sink)).isEqualTo(new SeedState.Partial(generation, progress));
                Failing.retried(() -> {
                    write(sink, Changes.transaction(2).insert(PRODUCTS, 1, "one", 1));
                    return true;
                });
                cut(direction, bytes, () -> {
                    sink.completeSeed(PRODUCTS.schema(), generation, SOURCE);
                    return true;
                });
                assertThat(seedState(sink)).isEqualTo(new SeedState.Seeded(generation, SOURCE));
                Marks next = marks(watermark++);
                cut(direction, bytes, () -> {
                    sink.storeMarks(next);
                    return true;
                });
                assertThat(Failing.retried(sink::marks)).contains(next);
                assertThat(suite.keys(PRODUCTS)).containsExactly("1");
            }
        }
    }

    private <T> T cut(Direction direction, int bytes, Callable<T> call) {
        proxy().cutAfter(direction, bytes);
        T result = Failing.retried(call);
        proxy().pass();
        return result;
    }

    private static SeedState seedState(Sink sink) {
        return Failing.retried(() -> sink.seedState(PRODUCTS.id()));
    }

    private static void storeMarks(Sink sink, long sequence) {
        Failing.retried(() -> {
            sink.storeMarks(marks(sequence));
            return true;
        });
    }

    // P1
    @Test
    @Under(Fault.HOLD)
    void aWriteReturnsWhenTheServerHasAnsweredNotBefore() {
        Sink sink = suite.started(through());
        SinkWriter writer = sink.openWriter(0);
        write(writer, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        ChangeBatch batch = Changes.transaction(2).insert(PRODUCTS, 2, "two", 2).batch();

        proxy().stall(Direction.TO_CLIENT);
        CompletableFuture<WriteReport> held = Failing.async(() -> writer.write(batch.all(), marks(1)));
        Awaitility.await().atMost(Failing.DEADLINE).until(() -> proxy().heldCount() > 0);
        for (int look = 0; look < LOOKS; look++) {
            assertThat(held).as("the answer did not come yet").isNotDone();
        }
        proxy().pass();

        assertThat(Failing.join(held).rejected()).isEmpty();
        assertThat(suite.keys(PRODUCTS)).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    @Under(Fault.HOLD)
    void closingTheWriterFreesAWriteThatIsHeld() {
        Sink sink = suite.started(through());
        SinkWriter writer = sink.openWriter(0);

        freeHeldWrite(writer, writer::close);

        writeRetried(
                sink, Changes.transaction(3).insert(PRODUCTS, 3, "three", 3).batch());
        assertThat(suite.keys(PRODUCTS)).contains("3");
    }

    @Test
    @Under(Fault.HOLD)
    void closingTheSinkFreesAWriteThatIsHeld() {
        Sink sink = suite.started(through());
        SinkWriter writer = sink.openWriter(0);

        freeHeldWrite(writer, sink::close);
    }

    private void freeHeldWrite(SinkWriter writer, Runnable closing) {
        write(writer, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        ChangeBatch batch = Changes.transaction(2).insert(PRODUCTS, 2, "two", 2).batch();
        proxy().stall(Direction.TO_CLIENT);
        CompletableFuture<WriteReport> held = Failing.async(() -> writer.write(batch.all(), marks(1)));
        Awaitility.await().atMost(Failing.DEADLINE).until(() -> proxy().heldCount() > 0);
        closing.run();
        Failing.awaitEnd(held);
        proxy().pass();
    }

    // P4, E4, S3: what a dead connection sent must not take effect after its retry and the writes behind it.
    @Test
    @Under({Fault.HOLD, Fault.REORDER})
    void aWriteThatArrivesAfterItsRetryTakesNoEffect() {
        Sink sink = suite.started(through());
        SinkWriter first = sink.openWriter(0);
        write(first, Changes.transaction(1).insert(PRODUCTS, 1, "one", 1));
        ChangeBatch late = Changes.transaction(2).insert(PRODUCTS, 2, "two", 2).batch();

        proxy().strand(Direction.TO_TARGET);
        CompletableFuture<WriteReport> lost = Failing.async(() -> first.write(late.all(), marks(1)));
        Awaitility.await().atMost(Failing.DEADLINE).until(() -> proxy().heldCount() > 0);
        first.close();
        Failing.awaitEnd(lost);
        writeRetried(sink, late);
        writeRetried(sink, Changes.transaction(3).delete(PRODUCTS, 2).batch());
        proxy().pass();

        Awaitility.await().atMost(Failing.DEADLINE).until(() -> proxy().heldCount() == 0);
        for (int look = 0; look < LOOKS; look++) {
            assertThat(suite.keys(PRODUCTS)).containsExactly("1");
        }
    }

    // P19
    @Test
    @Under(Fault.SLOW)
    void aSlowNetworkCostsTimeAndNothingElse() {
        Sink sink = suite.started(through());
        proxy().delay(Duration.ofMillis(2));
        proxy().limitRate(100_000);
        Changes changes = Changes.transaction(1);
        for (int i = 0; i < 300; i++) {
            changes.insert(PRODUCTS, i, "name of " + i, i);
        }

        write(sink, changes);
        sink.storeMarks(marks(7));

        assertThat(suite.keys(PRODUCTS)).hasSize(300);
        assertThat(sink.marks()).contains(marks(7));
    }

    private static void assertConnection(@Nullable CdcException failure) {
        assertThat(failure).as("it succeeded").isNotNull();
        if (failure != null) {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.CONNECTION);
        }
    }
}
