package dev.leat.capture.mysql.gtid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The encoding of {@link GtidSet#encode}. Nothing is reserved for what a count claims. */
final class GtidSetDecoder {
    private static final int UNTAGGED = 0;
    private static final int TAGGED = 1;
    private static final long COUNT_MASK = 0xFFFF_FFFF_FFFFL;

    private final ByteBuffer in;
    private final int start;

    GtidSetDecoder(byte[] bytes, int start, int end) {
        this.in = ByteBuffer.wrap(bytes, start, end - start).order(ByteOrder.LITTLE_ENDIAN);
        this.start = start;
    }

    GtidSet decode() {
        GtidSet set = new GtidSet();
        long head = int8("a number of sources");
        int format = (int) (head >>> 56);
        if (format != UNTAGGED && format != TAGGED) {
            throw expected("an encoding with or without tags");
        }
        long count = format == TAGGED ? head >>> 8 & COUNT_MASK : head;
        for (long i = 0; i < count; i++) {
            GtidSource source = source(format == TAGGED);
            long intervals = int8("a number of intervals");
            for (long j = 0; j < intervals; j++) {
                long first = int8("an interval");
                long end = int8("the end of an interval");
                if (first < 1 || end <= first) {
                    throw expected("an interval that does not end before it begins");
                }
                set.add(source, first, end - 1);
            }
        }
        if (in.hasRemaining()) {
            throw expected("the end");
        }
        return set;
    }

    private GtidSource source(boolean tagged) {
        UUID uuid = new UUID(Long.reverseBytes(int8("a UUID")), Long.reverseBytes(int8("a UUID")));
        if (!tagged) {
            return new GtidSource(uuid);
        }
        need(1, "the length of a tag");
        int twice = in.get() & 0xFF;
        int length = twice >> 1;
        if ((twice & 1) != 0 || length > GtidSource.MAX_TAG_LENGTH) {
            throw expected("the length of a tag");
        }
        need(length, "a tag");
        byte[] tag = new byte[length];
        in.get(tag);
        try {
            return new GtidSource(uuid, new String(tag, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw expected("a tag");
        }
    }

    private long int8(String what) {
        need(Long.BYTES, what);
        return in.getLong();
    }

    private void need(int count, String what) {
        if (in.remaining() < count) {
            throw expected(what);
        }
    }

    private GtidFormatException expected(String what) {
        return new GtidFormatException(what, in.position() - start);
    }
}
