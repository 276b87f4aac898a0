package dev.leat.capture.mysql.wire;

import dev.leat.api.DecodeException;

/**
 * Reads length-encoded numbers and what they announce ({@code page_protocol_basic_dt_integers.html} in MySQL's source
 * documentation); never behind the end.
 *
 * <pre>
 *   up to 0xfa: the number | 0xfc: Int2 | 0xfd: Int3 | 0xfe: Int8; 0xfb and 0xff are none
 * </pre>
 */
public final class Packed {
    private static final int TWO = 0xFC;
    private static final int THREE = 0xFD;
    private static final int EIGHT = 0xFE;
    private static final int FIRST_OTHER = 0xFB;

    private byte[] bytes;
    private int at;
    private int end;

    /** Reads from {@code at} on. */
    public Packed(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** Reads elsewhere. */
    public void move(byte[] newBytes, int newAt, int newEnd) {
        if (bytes != newBytes) {
            bytes = newBytes;
        }
        at = newAt;
        end = newEnd;
    }

    /** Where the next one stands. */
    public int position() {
        return at;
    }

    /** Reads a number. */
    public long number() {
        int first = u8();
        if (first < FIRST_OTHER) {
            return first;
        }
        int width = switch (first) {
            case TWO -> 2;
            case THREE -> 3;
            case EIGHT -> 8;
            default -> throw new DecodeException(at - 1, "length: expected a number, found " + first);
        };
        int from = at;
        skip(width);
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | (bytes[from + i] & 0xFF);
        }
        return value;
    }

    /** Reads a byte. */
    public int u8() {
        int from = at;
        skip(1);
        return bytes[from] & 0xFF;
    }

    /** Passes over so many bytes; an unsigned number. */
    public void skip(long count) {
        if (count < 0 || count > end - at) {
            throw new DecodeException(
                    at,
                    "expected " + Long.toUnsignedString(count) + " bytes, found " + (end - at) + " left in the packet");
        }
        at += (int) count;
    }
}
