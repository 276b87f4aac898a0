package dev.leat.capture.mysql.value;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ValueWriter;

/** {@code ucs2}, {@code utf16}, {@code utf16le} and {@code utf32}. */
final class UnicodeSet implements CharacterSet {
    private static final int MAX_CODE_POINT = 0x10FFFF;

    private final String name;
    private final int unitBytes;
    private final boolean littleEndian;

    UnicodeSet(String name, int unitBytes, boolean littleEndian) {
        this.name = name;
        this.unitBytes = unitBytes;
        this.littleEndian = littleEndian;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length % unitBytes != 0) {
            throw malformed(offset);
        }
        // at most three bytes for two, four for four
        byte[] text = out.scratch(length + length / 2);
        int end = offset + length;
        int to = 0;
        for (int at = offset; at < end; at += unitBytes) {
            int c = unit(bytes, at);
            if (unitBytes == 2 && Character.isHighSurrogate((char) c) && end - at >= 4) {
                int low = unit(bytes, at + 2);
                if (Character.isLowSurrogate((char) low)) {
                    c = Character.toCodePoint((char) c, (char) low);
                    at += 2;
                }
            }
            if (c < 0 || c > MAX_CODE_POINT || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                throw malformed(at);
            }
            to = put(c, text, to);
        }
        out.text(text, 0, to);
    }

    private int unit(byte[] bytes, int at) {
        return littleEndian ? LittleEndian.u16(bytes, at) : (int) LittleEndian.bigEndian(bytes, at, unitBytes);
    }

    private static int put(int c, byte[] text, int at) {
        int to = at;
        if (c < 0x80) {
            text[to++] = (byte) c;
        } else if (c < 0x800) {
            text[to++] = (byte) (0xC0 | (c >> 6));
            text[to++] = continued(c);
        } else if (c < 0x10000) {
            text[to++] = (byte) (0xE0 | (c >> 12));
            text[to++] = continued(c >> 6);
            text[to++] = continued(c);
        } else {
            text[to++] = (byte) (0xF0 | (c >> 18));
            text[to++] = continued(c >> 12);
            text[to++] = continued(c >> 6);
            text[to++] = continued(c);
        }
        return to;
    }

    private static byte continued(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private DecodeException malformed(int at) {
        return Malformed.value(at, "text in character set " + name);
    }
}
