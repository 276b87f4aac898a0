package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.CaptureContract.live;
import static dev.leat.testkit.contract.SourceWrite.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy stands between the capture and its server; the suite writes past it. */
abstract class CaptureNetworkTests {
    private static final int ROWS = 20;

    private final CaptureContract suite;
    private @Nullable TcpFaultProxy opened;

    CaptureNetworkTests(CaptureContract suite) {
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
        return Objects.requireNonNull(opened);
    }

    private Capture through() {
        return suite.madeThrough(proxy().port());
    }

    @Test
    void makingACaptureConnectsToNothing() {
        through().close();

        assertThat(proxy().acceptedCount()).isZero();
    }

    // P2, P20
    @Test
    @Under({Fault.DISCONNECT, Fault.FAIL_AFTER_WRITE})
    void aBrokenStreamIsAFailureAndTheNextOneLosesNothing() {
        Capture capture = through();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);
        suite.commit(insert(1, "one"));
        reading.untilId(1);
        suite.commit(insert(2, "two"));

        stream.confirm(Objects.requireNonNull(reading.position())); // whether it arrives is nobody's knowledge
        proxy().cut();
        assertThat(endOf(stream).kind()).isEqualTo(ErrorKind.CONNECTION);
        stream.close();

        StreamReading next = suite.reading(Failing.retried(() -> capture.live(LiveMode.RESUME)));
        next.untilId(2);
        assertThat(next.ids()).endsWith(2L);
    }

    @Test
    @Under(Fault.DISCONNECT)
    void aServerThatIsAwayIsTriedAgainUntilItIsBack() {
        Capture capture = through();
        ChangeStream stream = live(capture);
        suite.insertThree();

        proxy().refuse();
        proxy().cut();
        assertThat(endOf(stream).kind()).isEqualTo(ErrorKind.CONNECTION);
        stream.close();
        assertConnection(Failing.failure(() -> capture.live(LiveMode.RESUME)));
        assertConnection(Failing.failure(capture::source));
        assertConnection(Failing.failure(capture::tables));
        assertConnection(Failing.failure(capture::head));
        proxy().pass();

        StreamReading next = suite.reading(Failing.retried(() -> capture.live(LiveMode.RESUME)));
        next.untilId(3);
        assertThat(next.ids()).containsExactly(1L, 2L, 3L);
    }

    // P2, P5: half a message is no change.
    @Test
    @Under({Fault.PARTIAL, Fault.DUPLICATE})
    void streamsThatAreCutAnywhereLoseNothingAndInventNothing() {
        Capture capture = through();
        ChangeStream first = live(capture);
        first.close();
        for (long id = 1; id <= ROWS; id++) {
            suite.commit(insert(id, "row " + id));
        }
        Set<String> seen = new TreeSet<>();
        for (int bytes = 100; bytes < 1700; bytes += 379) {
            ChangeStream stream = Failing.retried(() -> capture.live(LiveMode.RESUME));
            StreamReading reading = suite.reading(stream);
            proxy().cutAfter(Direction.TO_CLIENT, bytes);
            CdcException failure = Failing.failure(() -> reading.untilId(ROWS));
            if (failure != null) {
                assertConnection(failure);
            }
            proxy().pass();
            seen.addAll(reading.changes());
            stream.close();
            assertThat(reading.ids()).isEqualTo(firstIds(reading.ids().size()));
        }
        StreamReading whole = suite.reading(Failing.retried(() -> capture.live(LiveMode.RESUME)));
        whole.untilId(ROWS);

        assertThat(whole.ids()).isEqualTo(firstIds(ROWS));
        assertThat(whole.changes()).containsAll(seen);
    }

    private static List<Long> firstIds(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    // P19
    @Test
    @Under({Fault.HOLD, Fault.SLOW})
    void aStreamThatIsHeldOrSlowGoesOnWhereItWas() {
        Capture capture = through();
        StreamReading reading = suite.reading(live(capture));
        suite.commit(insert(1, "one"));
        reading.untilId(1);

        proxy().stall(Direction.TO_CLIENT);
        suite.commit(insert(2, "two"));
        for (int i = 0; i < 3; i++) {
            reading.poll();
        }
        assertThat(reading.ids()).containsExactly(1L);
        proxy().pass();
        reading.untilId(2);
        proxy().delay(Duration.ofMillis(2));
        proxy().limitRate(20_000);
        suite.commit(insert(3, "three ".repeat(200)));
        reading.untilId(3);

        assertThat(reading.ids()).containsExactly(1L, 2L, 3L);
    }

    // S11, D10
    @Test
    @Under(Fault.AUTH_EXPIRE)
    void credentialsThatExpireStopItAndNothingIsLost() {
        Capture capture = through();
        ChangeStream stream = live(capture);
        StreamReading reading = suite.reading(stream);
        suite.commit(insert(1, "canary"));
        reading.untilId(1);
        Position confirmed = Objects.requireNonNull(reading.position());
        stream.confirm(confirmed);

        List<CdcException> failures = new ArrayList<>();
        suite.expireCredentials();
        try {
            proxy().cut();
            assertThat(endOf(stream).kind()).isIn(ErrorKind.CONNECTION, ErrorKind.SETUP);
            stream.close();
            failures.add(Failing.endOf(() -> capture.live(LiveMode.RESUME)));
            failures.add(Failing.endOf(capture::head));
            failures.add(Failing.endOf(() -> through().source()));
        } finally {
            suite.renewCredentials();
        }
        suite.commit(insert(2, "two"));

        StreamReading next = suite.reading(Failing.retried(() -> capture.live(LiveMode.RESUME)));
        next.untilId(2);
        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.SETUP);
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(suite.secrets()).noneMatch(String.valueOf(cause.getMessage())::contains);
            }
        });
    }

    /** The failure of a stream that is polled until it fails. */
    private static CdcException endOf(ChangeStream stream) {
        long deadline = System.nanoTime() + Failing.DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            CdcException failure =
                    Failing.failure(() -> stream.poll(Duration.ofMillis(20)).release());
            if (failure != null) {
                return failure;
            }
        }
        throw new AssertionError("the stream goes on");
    }

    private static void assertConnection(@Nullable CdcException failure) {
        assertThat(failure).as("it succeeded").isNotNull();
        if (failure != null) {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.CONNECTION);
        }
    }
}
