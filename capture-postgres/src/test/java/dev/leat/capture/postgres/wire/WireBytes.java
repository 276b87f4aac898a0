package dev.leat.capture.postgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Messages of the replication protocol as a server sends them. */
final class WireBytes {
    private WireBytes() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    static byte[] xLogData(long start, long end, long clock, byte[] payload) {
        return message(
                'd',
                ByteBuffer.allocate(25 + payload.length)
                        .put((byte) 'w')
                        .putLong(start)
                        .putLong(end)
                        .putLong(clock)
                        .put(payload)
                        .array());
    }

    static byte[] keepalive(long end, boolean replyRequested) {
        return message(
                'd',
                ByteBuffer.allocate(18)
                        .put((byte) 'k')
                        .putLong(end)
                        .putLong(0)
                        .put((byte) (replyRequested ? 1 : 0))
                        .array());
    }

    /** An ErrorResponse or NoticeResponse. */
    static byte[] said(char type, String severity, String sqlState, String text) {
        return message(
                type, ("S" + severity + "\0V" + severity + "\0C" + sqlState + "\0M" + text + "\0\0").getBytes(UTF_8));
    }
}
