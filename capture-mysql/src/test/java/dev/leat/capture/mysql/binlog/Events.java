package dev.leat.capture.mysql.binlog;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** Makes events by hand. */
final class Events {
    private static final int HEADER_BYTES = 19;
    private static final int ALGORITHM_FROM_END = 5;

    private Events() {}

    /** The format description of a recorded log, changed to announce events without checksums. */
    static byte[] formatWithoutChecksums(RecordedLog log) {
        byte[] event = log.events().get(0);
        event[event.length - ALGORITHM_FROM_END] = 0;
        return event;
    }

    /** The event without its checksum, if it has one; its header says so. */
    static byte[] withoutChecksum(byte[] event) {
        return cut(event, event.length - 4);
    }

    /** The first bytes of an event, with a header that says there are no more. */
    static byte[] cut(byte[] event, int length) {
        byte[] cut = Arrays.copyOf(event, length);
        putLength(cut);
        return cut;
    }

    static byte[] event(int type, int flags, String bodyHex) {
        return event(type, flags, 0, HexFormat.of().parseHex(bodyHex.replace(" ", "")));
    }

    static byte[] event(int type, int flags, int logPosition, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        i32(out, 1_795_356_046);
        out.write(type);
        i32(out, 7);
        i32(out, HEADER_BYTES + body.length);
        i32(out, logPosition);
        out.write(flags);
        out.write(flags >> 8);
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** The same with a CRC32 behind it. */
    static byte[] withChecksum(byte[] event) {
        byte[] longer = Arrays.copyOf(event, event.length + 4);
        putLength(longer);
        CRC32 crc = new CRC32();
        crc.update(longer, 0, event.length);
        for (int i = 0; i < 4; i++) {
            longer[event.length + i] = (byte) (crc.getValue() >> (8 * i));
        }
        return longer;
    }

    static void i32(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >> shift);
        }
    }

    private static void putLength(byte[] event) {
        for (int i = 0; i < 4 && 9 + i < event.length; i++) {
            event[9 + i] = (byte) (event.length >> (8 * i));
        }
    }
}
