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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
        awaitStatuses(1);
        transport.send(keepalive(77, true));
        stream.read(buffer, SOON);

        assertThat(stream.next(buffer)).isEqualTo(Frame.KEEPALIVE);

        List<Status> statuses = awaitStatuses(2);
        assertThat(statuses.get(1).written()).isEqualTo(77);
        assertThat(statuses.get(1).flushed()).isZero();
    }

    @Test
    void tellsTheServerAtOnceWhatIsConfirmed() throws IOException {
        transport.send(xLogData(90, 99, 0, new byte[] {'C'}));
        stream.read(buffer, SOON);
        stream.next(buffer);

        stream.confirm(99);

        List<Status> statuses = awaitStatuses(2);
        assertThat(statuses.get(statuses.size() - 1)).isEqualTo(new Status(99, 99, 99, false));
    }

    @Test
    void neverConfirmsMoreThanWasReceivedAndNeverGoesBack() throws IOException {
        transport.send(xLogData(90, 99, 0, new byte[] {'C'}));
        stream.read(buffer, SOON);
        stream.next(buffer);

        assertThatThrownBy(() -> stream.confirm(100)).isInstanceOf(IllegalArgumentException.class);
        stream.confirm(95);
        stream.confirm(94);

        assertThat(stream.confirmedLsn()).isEqualTo(95);
    }

    @Test
    void asksASilentServerAndGivesItUpWhenItDoesNotAnswer() {
        stream.close();
        ScriptedTransport silent = new ScriptedTransport();
        stream = stream(silent, Duration.ofMillis(300));
        long start = System.nanoTime();

        assertThatThrownBy(() -> stream.read(buffer, SOON))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("300 ms");

        assertThat(System.nanoTime() - start).isBetween(290_000_000L, 5_000_000_000L);
        assertThat(statuses(silent.written())).anyMatch(Status::replyRequested);
        assertThat(silent.isClosed()).isTrue();
    }

    @Test
    void doesNotCountThePausesOfTheReaderAsSilence() throws Exception {
        stream.close();
        ScriptedTransport silent = new ScriptedTransport();
        stream = stream(silent, Duration.ofMillis(200));

        TimeUnit.MILLISECONDS.sleep(400);

        assertThat(stream.read(buffer, NOW)).isFalse();
        silent.send(keepalive(1, false));
        assertThat(stream.read(buffer, SOON)).isTrue();
    }

    @Test
    void closingFreesABlockedRead() throws Exception {
        CompletableFuture<Boolean> read = CompletableFuture.supplyAsync(() -> {
            try {
                return stream.read(buffer, SOON);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        TimeUnit.MILLISECONDS.sleep(50);

        stream.close();

        assertThatThrownBy(() -> read.get(2, TimeUnit.SECONDS)).hasCauseInstanceOf(ConnectionLostException.class);
    }

    @Test
    void finishesWithTheLastConfirmationAndAFarewell() throws Exception {
        transport.send(xLogData(90, 99, 0, new byte[] {'C'}));
        stream.read(buffer, SOON);
        stream.next(buffer);
        stream.confirm(99);
        CompletableFuture<Boolean> finished = CompletableFuture.supplyAsync(() -> stream.finish(SOON));
        while (!endsWith(transport.written(), new byte[] {'c', 0, 0, 0, 4, 'X', 0, 0, 0, 4})) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        byte[] written = transport.written();

        transport.send(xLogData(100, 101, 0, new byte[] {'B'}));
        transport.end();

        assertThat(finished.get(5, TimeUnit.SECONDS)).isTrue();
        List<Status> statuses = statuses(Arrays.copyOf(written, written.length - 10));
        assertThat(statuses.get(statuses.size() - 1)).isEqualTo(new Status(99, 99, 99, false));
        assertThatThrownBy(() -> stream.read(buffer, SOON)).isInstanceOf(ConnectionLostException.class);
    }

    @Test
    void finishesInBoundedTimeWhenTheServerDoesNotAnswer() {
        assertThat(stream.finish(Duration.ofMillis(100))).isFalse();
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

    private CopyBothStream stream(Transport over, Duration maxSilence) {
        StatusSender status = new StatusSender(over, 0, Duration.ofSeconds(60).toNanos(), Clock.systemUTC(), "test");
        status.start();
        ReadPacer pacer = new ReadPacer(200_000, System.nanoTime());
        return new CopyBothStream(closedCount::incrementAndGet, over, status, pacer, maxSilence);
    }

    private List<Status> awaitStatuses(int count) {
        while (true) {
            List<Status> statuses = statuses(transport.written());
            if (statuses.size() >= count) {
                return statuses;
            }
            Thread.onSpinWait();
        }
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

    private static boolean endsWith(byte[] bytes, byte[] end) {
        return bytes.length >= end.length
                && Arrays.equals(bytes, bytes.length - end.length, bytes.length, end, 0, end.length);
    }

    private record Status(long written, long flushed, long applied, boolean replyRequested) {}
}
