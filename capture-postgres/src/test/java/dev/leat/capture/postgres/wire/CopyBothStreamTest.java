package dev.leat.capture.postgres.wire;

import static dev.leat.capture.postgres.wire.WireBytes.join;
import static dev.leat.capture.postgres.wire.WireBytes.keepalive;
import static dev.leat.capture.postgres.wire.WireBytes.message;
import static dev.leat.capture.postgres.wire.WireBytes.said;
import static dev.leat.capture.postgres.wire.WireBytes.xLogData;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.capture.postgres.wire.CopyBothStream.Frame;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CopyBothStreamTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration NOW = Duration.ZERO;

    private final ScriptedTransport transport = new ScriptedTransport();
    private final AtomicInteger closedCount = new AtomicInteger();
    private final FrameBuffer buffer = new FrameBuffer(200, 1 << 20);
    private CopyBothStream stream = stream(Duration.ofSeconds(30));

    @AfterEach
    void close() {
        stream.close();
    }

    @Test
    void deliversFramesInOrderHoweverTheyAreCut() throws IOException {
        byte[] all = join(
                xLogData(10, 11, 1, new byte[] {'B'}),
                said('N', "NOTICE", "00000", "hello"),
                xLogData(20, 20, 1, new byte[300]),
                message('S', "TimeZone\0UTC\0".getBytes(US_ASCII)),
                keepalive(30, false),
                xLogData(40, 44, 1, new byte[] {'C'}));
        for (int pieceBytes = 1; pieceBytes <= all.length; pieceBytes += 7) {
            transport.sendInPieces(all, pieceBytes);

            List<String> seen = new ArrayList<>();
            while (seen.size() < 4) {
                buffer.compact();
                assertThat(stream.read(buffer, SOON)).isTrue();
                for (Frame frame = stream.next(buffer); frame != Frame.NONE; frame = stream.next(buffer)) {
                    seen.add(frame + " " + buffer.walStart() + " " + buffer.walEnd());
                }
            }

            assertThat(seen)
                    .containsExactly("XLOG_DATA 10 11", "XLOG_DATA 20 20", "KEEPALIVE 30 30", "XLOG_DATA 40 44");
        }
        assertThat(stream.receivedLsn()).isEqualTo(44);
    }

    @Test
    void losesNothingWhenATimeoutFallsIntoAFrame() throws IOException {
        byte[] frame = xLogData(10, 11, 1, new byte[] {1, 2, 3});
        for (int cut = 1; cut < frame.length; cut++) {
            transport.send(Arrays.copyOf(frame, cut));
            assertThat(stream.read(buffer, NOW)).isTrue();
            assertThat(stream.next(buffer)).isEqualTo(Frame.NONE);

            assertThat(stream.read(buffer, Duration.ofMillis(1))).isFalse();

            transport.send(Arrays.copyOfRange(frame, cut, frame.length));
            assertThat(stream.read(buffer, SOON)).isTrue();
            assertThat(stream.next(buffer)).isEqualTo(Frame.XLOG_DATA);
            assertThat(buffer.payloadEnd() - buffer.payloadStart()).isEqualTo(3);
            buffer.compact();
        }
    }

    @Test
    void endsWithTheServersError() throws IOException {
        transport.send(join(
                xLogData(10, 11, 1, new byte[] {'B'}),
                said('E', "FATAL", "57P01", "terminating connection due to administrator command")));
        stream.read(buffer, SOON);

        assertThat(stream.next(buffer)).isEqualTo(Frame.XLOG_DATA);
        assertThatThrownBy(() -> stream.next(buffer))
                .isInstanceOfSatisfying(
                        ServerErrorException.class,
                        e -> assertThat(e.sqlState()).isEqualTo("57P01"))
                .hasMessageContaining("terminating connection");

        assertThat(transport.isClosed()).isTrue();
        assertThat(closedCount).hasValue(1);
        assertThatThrownBy(() -> stream.read(buffer, SOON))
                .isInstanceOf(ConnectionLostException.class)
                .hasRootCauseInstanceOf(ServerErrorException.class);
    }

    @Test
    void endsWhenTheServerEndsTheStream() throws IOException {
        for (byte[] end : List.of(message('c', new byte[0]), message('C', "COPY 0\0".getBytes(US_ASCII)))) {
            ScriptedTransport other = new ScriptedTransport();
            CopyBothStream ended = stream(other, SOON);
            FrameBuffer fresh = new FrameBuffer();
            other.send(end);
            ended.read(fresh, SOON);

            assertThatThrownBy(() -> ended.next(fresh)).isInstanceOf(ConnectionLostException.class);
        }
    }

    @Test
    void endsWhenTheConnectionEnds() {
        transport.end();

        assertThatThrownBy(() -> stream.read(buffer, SOON))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("server has closed");
    }

    @Test
    void refusesWhatIsNoReplicationStream() throws IOException {
        for (byte[] garbage : List.of(
                message('D', new byte[10]),
                message('d', new byte[0]),
                message('d', new byte[] {'x'}),
                message('d', new byte[] {'w', 0, 0}),
                message('d', new byte[] {'k', 0, 0}),
                new byte[] {'d', -1, -1, -1, -1})) {
            ScriptedTransport other = new ScriptedTransport();
            CopyBothStream broken = stream(other, SOON);
            FrameBuffer fresh = new FrameBuffer();
            other.send(garbage);
            broken.read(fresh, SOON);

            assertThatThrownBy(() -> broken.next(fresh)).isInstanceOf(ProtocolException.class);
            assertThat(other.isClosed()).isTrue();
        }
    }

    @Test
    void answersAKeepaliveThatAsksAtOnce() throws IOException {
        transport.send(keepalive(77, true));
        stream.read(buffer, SOON);

        assertThat(stream.next(buffer)).isEqualTo(Frame.KEEPALIVE);

        assertThat(awaitStatus(status -> status.written() == 77).flushed()).isZero();
    }

    @Test
    void tellsTheServerAtOnceWhatIsConfirmed() throws IOException {
        transport.send(xLogData(90, 99, 0, new byte[] {'C'}));
        stream.read(buffer, SOON);
        stream.next(buffer);

        stream.confirm(99);

        assertThat(awaitStatus(status -> status.flushed() != 0)).isEqualTo(new Status(99, 99, 99, false));
    }

    @Test // P1
    void neverConfirmsMoreThanWasReceivedAndNeverGoesBack() throws IOException {
        transport.send(xLogData(90, 99, 0, new byte[] {'C'}));
        stream.read(buffer, SOON);
        stream.next(buffer);

        assertThatThrownBy(() -> stream.confirm(100)).isInstanceOf(IllegalArgumentException.class);
        stream.confirm(95);
        stream.confirm(94);

        assertThat(stream.confirmedLsn()).isEqualTo(95);
    }

    @Test // G20
    void asksASilentServerAndGivesItUpWhenItDoesNotAnswer() throws IOException {
        for (int i = 0; i < 299; i++) {
            assertThat(stream.read(buffer, Duration.ofMillis(100))).isFalse();
        }
        awaitStatus(Status::replyRequested);

        assertThatThrownBy(() -> stream.read(buffer, Duration.ofMillis(100)))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("30000 ms");

        assertThat(transport.isClosed()).isTrue();
    }

    @Test // G20
    void noticesASilentServerAlsoWhenItOnlyLooks() throws IOException {
        stream.read(buffer, NOW);
        transport.pass(Duration.ofMinutes(10));
        assertThat(stream.read(buffer, NOW)).isFalse();
        transport.pass(Duration.ofSeconds(10));
        assertThat(stream.read(buffer, NOW)).isFalse();
        transport.pass(Duration.ofSeconds(9));
        assertThat(stream.read(buffer, NOW)).isFalse();
        transport.pass(Duration.ofSeconds(1));

        assertThatThrownBy(() -> stream.read(buffer, NOW)).isInstanceOf(ConnectionLostException.class);
    }

    @Test // G20
    void givesASilentServerUpInOneLongRead() {
        assertThatThrownBy(() -> stream.read(buffer, Duration.ofDays(1)))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("30000 ms");
        assertThat(transport.nanos()).isEqualTo(TimeUnit.SECONDS.toNanos(30));
    }

    @Test
    void staysWithAServerThatAnswersInTime() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(stream.read(buffer, Duration.ofMillis(29_999))).isFalse();
            transport.send(keepalive(i, false));
            assertThat(stream.read(buffer, SOON)).isTrue();
            assertThat(stream.next(buffer)).isEqualTo(Frame.KEEPALIVE);
            buffer.compact();
        }
    }

    @Test
    void finishesWhenTheServerHasReadTheFarewell() {
        byte[] all = join(
                xLogData(100, 101, 0, new byte[] {'B'}),
                message('c', new byte[0]),
                message('C', "COPY 0\0".getBytes(US_ASCII)),
                message('Z', new byte[] {'I'}));
        for (int pieceBytes : new int[] {1, 4, 1000}) {
            ScriptedTransport other = new ScriptedTransport();
            CopyBothStream finishing = stream(other, SOON);
            other.sendInPieces(all, pieceBytes);
            other.end();

            assertThat(finishing.finish(SOON)).isTrue();

            assertThat(other.isClosed()).isTrue();
            assertThatThrownBy(() -> finishing.read(buffer, SOON)).isInstanceOf(ConnectionLostException.class);
        }
    }

    @Test
    void doesNotTakeALostServerForOneThatHasReadTheFarewell() {
        transport.send(join(xLogData(100, 101, 0, new byte[] {'B'}), message('C', "COPY 0\0".getBytes(US_ASCII))));
        transport.end();

        assertThat(stream.finish(SOON)).isFalse();
    }

    @Test
    void finishesInBoundedTimeWhenTheServerDoesNotAnswer() {
        assertThat(stream.finish(SOON)).isFalse();

        assertThat(transport.nanos()).isEqualTo(SOON.toNanos());
        assertThat(transport.isClosed()).isTrue();
    }

    @Test
    void readsOnWhenItCanNoLongerSend() throws IOException {
        stream.close();
        ScriptedTransport oneWay = new ScriptedTransport();
        oneWay.failWrites(new IOException("Broken pipe"));
        stream = stream(oneWay, SOON);
        oneWay.send(said('E', "FATAL", "57P01", "why"));

        stream.read(buffer, SOON);

        assertThatThrownBy(() -> stream.next(buffer)).isInstanceOf(ServerErrorException.class);
    }

    private CopyBothStream stream(Duration maxSilence) {
        return stream(transport, maxSilence);
    }

    private CopyBothStream stream(ScriptedTransport over, Duration maxSilence) {
        StatusSender status = new StatusSender(over, 0, Duration.ofSeconds(60).toNanos(), Clock.systemUTC(), "test");
        status.start();
        ReadPacer pacer = new ReadPacer(0, 0);
        return new CopyBothStream(closedCount::incrementAndGet, over, status, pacer, maxSilence, over::nanos);
    }

    private Status awaitStatus(Predicate<Status> wanted) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(
                        () -> statuses(transport.written()).stream()
                                .filter(wanted)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static List<Status> statuses(byte[] written) {
        List<Status> statuses = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(written);
        for (int offset = 0; offset + 39 <= written.length; offset += 39) {
            assertThat(bytes.get(offset)).isEqualTo((byte) 'd');
            assertThat(bytes.getInt(offset + 1)).isEqualTo(38);
            assertThat(bytes.get(offset + 5)).isEqualTo((byte) 'r');
            statuses.add(new Status(
                    bytes.getLong(offset + 6),
                    bytes.getLong(offset + 14),
                    bytes.getLong(offset + 22),
                    bytes.get(offset + 38) == 1));
        }
        return statuses;
    }

    private record Status(long written, long flushed, long applied, boolean replyRequested) {}
}
