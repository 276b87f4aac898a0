package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.json.Integers;
import dev.leat.api.schema.ValueDecoder;

/**
 * {@code DECIMAL(p,s)} as {@code decimal2bin} in MySQL's {@code strings/decimal.cc} writes it: groups of nine digits in four
 * bytes, the highest first, the digits left over at both ends in as few bytes as they take.
 *
 * <pre>
 *   whole part:    [(p-s) mod 9 digits] [9 digits] ... | fraction: [9 digits] ... [s mod 9 digits]
 *   sign:          the first bit is inverted; all bits are, when the number is negative
 * </pre>
 */
final class DecimalDecoder implements ValueDecoder {
    private static final int GROUP = 9;
    private static final int GROUP_BYTES = 4;

    /** How many bytes so many digits take. */
    private static final int[] BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

    private static final long[] LIMIT = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private final int whole;
    private final int scale;
    private final int width;
    private final String type;

    DecimalDecoder(int precision, int scale) {
        this.whole = precision - scale;
        this.scale = scale;
        this.width = width(precision, scale);
        this.type = "decimal(" + precision + "," + scale + ")";
    }

    /** How many bytes a value takes. */
    static int width(int precision, int scale) {
        int whole = precision - scale;
        return whole / GROUP * GROUP_BYTES + BYTES[whole % GROUP] + scale / GROUP * GROUP_BYTES + BYTES[scale % GROUP];
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        Malformed.requireLength(offset, type, width, length);
        byte[] digits = out.scratch(whole + scale + 3);
        int end = write(bytes, offset, digits);
        out.number(digits, 0, end);
    }

    /** Writes the digits; returns how many bytes they take: at most three more than the precision. */
    int write(byte[] bytes, int offset, byte[] target) {
        boolean negative = bytes[offset] >= 0;
        int mask = negative ? -1 : 0;
        int at = offset;
        int to = 0;
        if (negative) {
            target[to++] = '-';
        }
        int start = to;
        for (int left = whole; left > 0; ) {
            int digits = left % GROUP == 0 ? GROUP : left % GROUP;
            long group = group(bytes, at, digits, mask, at == offset);
            at += BYTES[digits];
            left -= digits;
            if (to > start) {
                to = Integers.putPadded(target, to, group, digits);
            } else if (group != 0) {
                to = Integers.put(target, to, group);
            }
        }
        if (to == start) {
            target[to++] = '0';
        }
        if (scale > 0) {
            target[to++] = '.';
            for (int left = scale; left > 0; ) {
                int digits = Math.min(GROUP, left);
                to = Integers.putPadded(target, to, group(bytes, at, digits, mask, at == offset), digits);
                at += BYTES[digits];
                left -= digits;
            }
        }
        return to;
    }

    private long group(byte[] bytes, int at, int digits, int mask, boolean first) {
        int count = BYTES[digits];
        long value = 0;
        for (int i = 0; i < count; i++) {
            int b = (bytes[at + i] ^ mask) & 0xFF;
            if (first && i == 0) {
                b ^= 0x80;
            }
            value = value << 8 | b;
        }
        if (value >= LIMIT[digits]) {
            throw Malformed.value(at, type);
        }
        return value;
    }
}
