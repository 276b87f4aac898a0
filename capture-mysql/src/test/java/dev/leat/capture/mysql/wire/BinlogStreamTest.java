package dev.leat.capture.mysql.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** T4: what comes through the socket of a dump, without a server. */
final class BinlogStreamTest {
    private final AtomicInteger closeCount = new AtomicInteger();

    @Test
    void endsWhereItWasAskedToEnd() throws IOException {
        BinlogStream stream = stream(bytes(new byte[] {0, 7}, new byte[] {(byte) 0xFE, 0, 0, 2, 0}), false);
        PacketBuffer buffer = new PacketBuffer();

        assertThat(stream.read(buffer, Duration.ofSeconds(1))).isTrue();
        assertThat(stream.next(buffer)).isTrue();
        assertThat(buffer.bytes()[buffer.eventStart()]).isEqualTo((byte) 7);
        assertThat(buffer.eventEnd() - buffer.eventStart()).isEqualTo(1);
        assertThat(stream.next(buffer)).isFalse();
        assertThat(stream.isAtEnd()).isTrue();
        assertThat(stream.read(buffer, Duration.ofSeconds(1))).isFalse();
        assertThat(closeCount).hasValue(0);
    }

    @Test
    void isLostWhereItShouldNotEnd() throws IOException {
        ends(bytes(new byte[] {(byte) 0xFE, 0, 0, 2, 0}), ErrorKind.CONNECTION, "has ended the dump");
        ends(new byte[0], ErrorKind.CONNECTION, "has closed the connection");
        ends(new byte[] {9, 0, 0, 1, 0}, ErrorKind.CONNECTION, "has closed the connection");
    }

    @Test
    void refusesWhatIsNoDump() throws IOException {
        ends(bytes(new byte[] {1, 2}), ErrorKind.DECODE, "a packet of type 1 and 2 bytes");
        ends(bytes(new byte[0]), ErrorKind.DECODE, "a packet of type -1 and 0 bytes");
        ends(bytes(new byte[] {(byte) 0xFE, 0, 0, 0, 0, 0, 0, 0, 0}), ErrorKind.DECODE, "a packet of type 254");
        ends(new byte[] {1, 0, 0, 9, 0}, ErrorKind.DECODE, "packet number 9");
        ends(bytes(new byte[] {(byte) 0xFF}), ErrorKind.SETUP, "has ended the dump of its binary log: 0");
    }

    /** D15: packets that are always continued end at the bound, not with the memory. */
    @Test
    void refusesAnEventWithoutEnd() throws IOException {
        byte[] frame = new byte[4 + PacketBuffer.CONTINUED];
        AtomicInteger number = new AtomicInteger();
        BinlogStream stream = stream(
                new InputStream() {
                    private int at;

                    @Override
                    public int read() {
                        throw new AssertionError("byte by byte");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        if (at == 0) {
                            frame[0] = frame[1] = frame[2] = (byte) 0xFF;
                            frame[3] = (byte) number.incrementAndGet();
                        }
                        int count = Math.min(length, frame.length - at);
                        System.arraycopy(frame, at, target, offset, count);
                        at = (at + count) % frame.length;
                        return count;
                    }
                },
                true);
        PacketBuffer buffer = new PacketBuffer(1 << 20, 40 << 20);

        assertThatThrownBy(() -> drain(stream, buffer)).hasMessageContaining("the limit is " + (40 << 20));
        assertThat(buffer.bytes().length).isLessThanOrEqualTo(128 << 20);
        assertThat(closeCount).hasValue(1);
    }

    /** Only waiting counts: a pause between two reads is ours. */
    @Test
    void givesUpAServerThatIsSilentForTooLong() throws IOException {
        BinlogStream stream = stream(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new SocketTimeoutException();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new SocketTimeoutException();
                    }
                },
                true);
        PacketBuffer buffer = new PacketBuffer();

        for (int i = 0; i < 9; i++) {
            assertThat(stream.read(buffer, Duration.ofSeconds(1))).isFalse();
        }
        assertThatThrownBy(() -> stream.read(buffer, Duration.ofSeconds(1)))
                .hasMessageContaining("not even a heartbeat");
        assertThatThrownBy(() -> stream.read(buffer, Duration.ofSeconds(1)))
                .hasMessageContaining("not even a heartbeat");
        assertThat(closeCount).hasValue(1);
    }

    private void ends(byte[] bytes, ErrorKind kind, String message) throws IOException {
        closeCount.set(0);
        BinlogStream stream = stream(bytes, true);

        assertThatThrownBy(() -> drain(stream, new PacketBuffer()))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
        assertThat(closeCount).hasValue(1);
    }

    private static void drain(BinlogStream stream, PacketBuffer buffer) {
        while (true) {
            stream.read(buffer, Duration.ofSeconds(1));
            while (stream.next(buffer)) {
                assertThat(buffer.eventEnd()).isGreaterThan(buffer.payloadStart());
            }
            buffer.compact();
        }
    }

    private static byte[] bytes(byte[]... payloads) {
        return PacketBufferTest.packets(List.of(payloads));
    }

    private BinlogStream stream(byte[] bytes, boolean endless) throws IOException {
        return stream(new ByteArrayInputStream(bytes), endless);
    }

    private BinlogStream stream(InputStream input, boolean endless) throws IOException {
        Socket socket = new Socket() {
            @Override
            public InputStream getInputStream() {
                return input;
            }
        };
        return new BinlogStream(closeCount::incrementAndGet, socket, ReplicaId.of(1), Duration.ofSeconds(10), endless);
    }
}
