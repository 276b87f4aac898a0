package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;

/** A character set of one byte per character. */
final class SingleByteSet implements CharacterSet {
    private static final int MAX_UTF8 = 3;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** For each byte its UTF-8: the first byte lowest, and above the three the count. */
    private final int[] utf8 = new int[256];

    private final boolean lowerHalfIsAscii;

    SingleByteSet(char[] characters) {
        boolean ascii = true;
        for (int i = 0; i < utf8.length; i++) {
            char c = characters[i];
            ascii &= i >= SingleByteTables.UPPER || c == i;
            if (c < 0x80) {
                utf8[i] = packed(1, c, 0, 0);
            } else if (c < 0x800) {
                utf8[i] = packed(2, 0xC0 | (c >> 6), continued(c), 0);
            } else {
                utf8[i] = packed(3, 0xE0 | (c >> 12), continued(c >> 6), continued(c));
            }
        }
        lowerHalfIsAscii = ascii;
    }

    private static int packed(int count, int first, int second, int third) {
        return first | (second << 8) | (third << 16) | (count << 24);
    }

    private static int continued(int bits) {
        return 0x80 | (bits & 0x3F);
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (lowerHalfIsAscii && isAscii(bytes, offset, offset + length)) {
            out.text(bytes, offset, length);
            return;
        }
        byte[] text = out.scratch(Math.multiplyExact(MAX_UTF8, length));
        int to = 0;
        for (int i = offset; i < offset + length; i++) {
            int encoded = utf8[bytes[i] & 0xFF];
            int count = encoded >>> 24;
            text[to++] = (byte) encoded;
            if (count > 1) {
                text[to++] = (byte) (encoded >> 8);
                if (count > 2) {
                    text[to++] = (byte) (encoded >> 16);
                }
            }
        }
        out.text(text, 0, to);
    }

    static boolean isAscii(byte[] bytes, int offset, int end) {
        int at = offset;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            if ((LittleEndian.i64(bytes, at) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }
}
