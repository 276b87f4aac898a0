package dev.leat.capture.mysql.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.session.Secret;
import dev.leat.testkit.server.BinlogServer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/** One event of a dump, checked to be whole. */
record Dumped(int type, int length, String text) {
    static final int TABLE_MAP = 19;
    static final int HEARTBEAT = 27;
    static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private static final VarHandle INT4 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int CHECKSUM_BYTES = 4;

    /** Of longer events, the text is only the beginning. */
    private static final int MAX_TEXT = 10_000;

    /** Reads on until one of the events is meant. */
    static Dumped await(BinlogStream stream, PacketBuffer buffer, Predicate<Dumped> wanted) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            while (stream.next(buffer)) {
                Dumped event = current(buffer);
                if (wanted.test(event)) {
                    return event;
                }
            }
            if (stream.isAtEnd()) {
                throw new AssertionError("the event is not in the log");
            }
            buffer.compact();
            stream.read(buffer, Duration.ofSeconds(1));
        }
        throw new AssertionError("nothing came for " + DEADLINE);
    }

    /** The server's length and checksum are right only if each byte is at its place. */
    private static Dumped current(PacketBuffer buffer) {
        byte[] bytes = buffer.bytes();
        int start = buffer.eventStart();
        int length = buffer.eventEnd() - start;
        Dumped event = new Dumped(
                bytes[start + 4] & 0xFF,
                length,
                new String(bytes, start, Math.min(length, MAX_TEXT), StandardCharsets.ISO_8859_1));
        assertThat((int) INT4.get(bytes, start + 9)).as(event.toString()).isEqualTo(length);
        CRC32 crc = new CRC32();
        crc.update(bytes, start, length - CHECKSUM_BYTES);
        assertThat((int) INT4.get(bytes, buffer.eventEnd() - CHECKSUM_BYTES))
                .as(event.toString())
                .isEqualTo((int) crc.getValue());
        return event;
    }

    static Login login(BinlogServer server) {
        return login(server, BinlogServer.USER);
    }

    static Login login(BinlogServer server, String user) {
        return Login.of(
                MySqlUrl.parse("mysql://" + server.host() + ":" + server.port()),
                user,
                new Secret(BinlogServer.PASSWORD),
                null);
    }
}
