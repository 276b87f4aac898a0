package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.CaptureContract.live;
import static dev.leat.testkit.contract.SourceWrite.delete;
import static dev.leat.testkit.contract.SourceWrite.insert;
import static dev.leat.testkit.contract.SourceWrite.move;
import static dev.leat.testkit.contract.SourceWrite.truncate;
import static dev.leat.testkit.contract.SourceWrite.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableSchema;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

abstract class CaptureStreamTests {
    private final CaptureContract suite;

    CaptureStreamTests(CaptureContract suite) {
        this.suite = suite;
    }

    @Test
    void namesTheSameSourceAndTablesEachTime() {
        Capture capture = suite.made();
        List<TableSchema> tables = capture.tables().tables();

        assertThat(tables).extracting(TableSchema::table).containsExactly(suite.table());
        assertThat(tables.get(0).keyColumnCount()).isEqualTo(1);
        assertThat(suite.made().source()).isEqualTo(capture.source());
        assertThat(capture.source()).isEqualTo(capture.source());
    }

    @Test
    void checkingChangesNothing() {
        Capture capture = suite.made();

        assertThat(capture.check()).noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        capture.survey();
        assertThat(capture.belongings()).isEmpty();

        assertThat(live(capture).start().kind()).isEqualTo(StreamStart.Kind.FRESH);
    }

    @Test
    void beginsAtThePresentAndDeliversWhatIsCommitted() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);

        suite.insertThree();
        reading.untilId(3);

        assertThat(stream.start().kind()).isEqualTo(StreamStart.Kind.FRESH);
        assertThat(reading.ids()).containsExactly(1L, 2L, 3L);
        assertThat(reading.transactions()).hasSize(3);
        // compared by identity on the way of every change
        assertThat(reading.schemas()).hasSize(1);
        assertThat(Objects.requireNonNull(reading.position())
                        .isAtOrAfter(stream.start().position()))
                .isTrue();
    }

    // P1, P2
    @Test
    void resumesBehindWhatWasConfirmedAndNotBefore() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);
        suite.commit(insert(1, "one"));
        reading.untilId(1);
        Position confirmed = Objects.requireNonNull(reading.position());
        List<Long> durable = List.copyOf(reading.ids());
        suite.commit(insert(2, "two"));
        suite.commit(insert(3, "three"));
        reading.untilId(3);

        stream.confirm(confirmed);
        stream.close();
        capture.close();

        ChangeStream next = live(suite.made());
        StreamReading again = suite.reading(next);
        if (!durable.contains(3L)) { // all came at once where rows come by themselves
            again.untilId(3);
        }
        assertThat(next.start().kind()).isEqualTo(StreamStart.Kind.RESUMED);
        assertThat(again.ids()).doesNotContainAnyElementsOf(durable).hasSize(3 - durable.size());
    }

    // P2
    @Test
    @Under(Fault.DUPLICATE)
    void whatWasNotConfirmedComesAgainOnTheNextStream() {
        Capture capture = suite.made();
        ChangeStream first = live(capture);
        StreamReading reading = suite.reading(first);
        suite.insertThree();
        reading.untilId(3);
        first.close();

        ChangeStream second = capture.live(LiveMode.RESUME);
        StreamReading again = suite.reading(second);
        again.untilId(3);
        second.close();
        capture.close();
        StreamReading afterRestart = suite.reading(live(suite.made()));
        afterRestart.untilId(3);

        assertThat(again.changes()).isEqualTo(reading.changes());
        assertThat(again.transactions()).isEqualTo(reading.transactions());
        assertThat(afterRestart.changes()).isEqualTo(reading.changes());
    }

    @Test
    @Under({Fault.REORDER, Fault.DUPLICATE})
    void aConfirmationNeverGoesBack() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);
        suite.commit(insert(1, "one"));
        reading.untilId(1);
        Position early = Objects.requireNonNull(reading.position());
        suite.commit(insert(2, "two"));
        reading.untilId(2);
        Position late = Objects.requireNonNull(reading.position());
        List<Long> durable = List.copyOf(reading.ids());

        Failing.join(Failing.async(() -> {
            stream.confirm(late);
            stream.confirm(early);
            stream.confirm(stream.start().position());
            return true;
        }));
        stream.close();
        capture.close();

        StreamReading again = suite.reading(live(suite.made()));
        suite.commit(insert(3, "three"));
        if (!durable.contains(3L)) {
            again.untilId(3);
        }
        assertThat(again.ids()).doesNotContainAnyElementsOf(durable);
    }

    // P5, P7, T3
    @Test
    void deliversEachChangeWholeAndInOrder() {
        ChangeStream stream = live(suite.made());
        StreamReading reading = suite.reading(stream);

        suite.commit(insert(1, "a \"b\" \\ \n é漢😀"), insert(2, null), update(1, ""), delete(2));
        suite.commit(move(1, 7, "moved"), insert(3, "three"));
        reading.untilId(3);

        assertThat(reading.changes())
                .containsExactly(
                        "insert 1,\"a \\\"b\\\" \\\\ \\n é漢😀\"",
                        "insert 2,null",
                        "update 1,\"\"",
                        "delete 2",
                        "delete 1",
                        "insert 7,\"moved\"",
                        "insert 3,\"three\"");
        assertThat(reading.transactions()).hasSize(2);
    }

    // G11
    @Test
    void aTruncateIsAloneInItsBatch() {
        StreamReading reading = suite.reading(live(suite.made()));

        suite.commit(insert(1, "one"));
        suite.commit(truncate());
        suite.commit(insert(2, "two"));
        reading.untilId(2);

        assertThat(reading.changes()).containsExactly("insert 1,\"one\"", "truncate", "insert 2,\"two\"");
    }

    // G3, G4: reading resumes between transactions only, however long one is.
    @Test
    void aLongTransactionFillsManyBatchesAndHasOneEnd() {
        BatchLimits ten = new BatchLimits(10, 4 << 20, Duration.ofMillis(5));
        StreamReading reading = suite.reading(live(suite.made(ten)), ten);
        SourceWrite[] writes = new SourceWrite[200];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = insert(i + 1L, "row " + i);
        }

        suite.commit(writes);
        reading.untilId(writes.length);

        assertThat(reading.ids()).hasSize(writes.length).doesNotHaveDuplicates();
        assertThat(reading.transactions()).hasSize(1);
        assertThat(reading.cutTransactionCount()).isGreaterThan(10);
    }

    @Test
    void anIdlePollEndsInTime() {
        ChangeStream stream = live(suite.made());
        suite.insertThree();
        suite.reading(stream).untilId(3);

        long begin = System.nanoTime();
        ChangeBatch batch = stream.poll(Duration.ofMillis(20));

        assertThat(batch.size()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Failing.DEADLINE);
    }

    @Test
    void anIdleStreamReachesTheHead() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);
        suite.insertThree();

        Position head = capture.head();
        reading.untilPosition(head);

        assertThat(reading.ids()).contains(1L, 2L, 3L);
        capture.lag().ifPresent(bytes -> assertThat(bytes).isNotNegative());
    }

    @Test
    void closingTheStreamFreesABlockedPoll() {
        ChangeStream stream = live(suite.made());

        freesAPoll(stream, stream::close);

        assertThatCode(stream::close).doesNotThrowAnyException();
    }

    @Test
    void closingTheCaptureFreesABlockedPoll() {
        Capture capture = suite.made();

        freesAPoll(live(capture), capture::close);

        assertThatCode(capture::close).doesNotThrowAnyException();
    }

    private static void freesAPoll(ChangeStream stream, Runnable closing) {
        AtomicBoolean closed = new AtomicBoolean();
        CompletableFuture<Boolean> polling = Failing.async(() -> {
            do {
                stream.poll(Duration.ofHours(1));
            } while (!closed.get());
            return true;
        });
        closed.set(true);
        closing.run();
        Failing.awaitEnd(polling);
    }

    @Test
    void aCaptureThatWasNeverStartedCloses() {
        assertThatCode(suite.made()::close).doesNotThrowAnyException();
    }

    // P12, G15
    @Test
    void historyThatIsLostIsAGapUntilAReseed() {
        Capture capture = suite.made();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);
        suite.commit(insert(1, "one"));
        reading.untilId(1);
        stream.confirm(Objects.requireNonNull(reading.position()));
        stream.close();
        capture.close();

        suite.loseHistory();
        suite.commit(insert(2, "two"));

        for (int start = 0; start < 2; start++) {
            try (Capture restarted = suite.made()) {
                CdcException gap = Failing.failure(() -> live(restarted));
                assertThat(gap).as("it streamed past a gap").isNotNull();
                assertThat(Objects.requireNonNull(gap).kind())
                        .as(gap.getMessage())
                        .isEqualTo(ErrorKind.GAP);
            }
        }
        Capture reseeded = suite.made();
        reseeded.source();
        reseeded.tables();
        ChangeStream fresh = reseeded.live(LiveMode.RESEED);
        StreamReading after = suite.reading(fresh);
        suite.commit(insert(3, "three"));
        after.untilId(3);
        assertThat(fresh.start().kind()).isEqualTo(StreamStart.Kind.FRESH);
    }

    @Test
    void lookingOnLeavesNothingBehind() {
        Capture onlooker = suite.made();
        onlooker.tables();
        Optional<ChangeStream> peek = onlooker.peek();
        if (peek.isEmpty()) {
            throw suite.inapplicable("it lets nobody look on");
        }
        StreamReading reading = suite.reading(peek.get());
        suite.insertThree();
        reading.untilId(3);
        peek.get().close();
        onlooker.close();

        assertThat(reading.ids()).containsExactly(1L, 2L, 3L);
        Capture capture = suite.made();
        assertThat(capture.belongings()).isEmpty();
        assertThat(live(capture).start().kind()).isEqualTo(StreamStart.Kind.FRESH);
    }

    // W28
    @Test
    void whatIsLeftBehindCanBeRemoved() {
        Capture capture = suite.made();
        live(capture).close();
        capture.close();

        List<Belonging> belongings = suite.made().belongings();
        belongings.forEach(belonging -> belonging.removal().run());

        assertThat(suite.made().belongings()).isEmpty();
        assertThat(belongings)
                .allSatisfy(belonging -> assertThat(belonging.command()).isNotBlank());
    }
}
