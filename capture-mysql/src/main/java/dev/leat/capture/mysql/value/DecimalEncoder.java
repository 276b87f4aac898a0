package dev.leat.capture.mysql.value;

/** A decimal's digits, as {@code -12.30}, in the form that {@link DecimalDecoder} reads. */
final class DecimalEncoder implements ValueEncoder {
    private static final int GROUP = 9;

    private final int whole;
    private final int scale;
    private final String type;

    DecimalEncoder(int precision, int scale) {
        this.whole = precision - scale;
        this.scale = scale;
        this.type = "decimal(" + precision + "," + scale + ")";
    }

    @Override
    public int encode(byte[] source, int at, int length, byte[] target) {
        int end = at + length;
        boolean negative = length > 0 && source[at] == '-';
        int from = negative ? at + 1 : at;
        while (from < end && source[from] == '0') { // ZEROFILL writes some
            from++;
        }
        int point = from;
        while (point < end && source[point] != '.') {
            point++;
        }
        int fraction = Math.min(end, point + 1);
        if (length == 0 || point - from > whole || end - fraction > scale) {
            throw Malformed.value(at, type);
        }
        int to = 0;
        for (int done = 0; done < whole; ) {
            int digits = (whole - done) % GROUP == 0 ? GROUP : (whole - done) % GROUP;
            int first = point - whole + done;
            to = group(source, first, digits, from, point, target, to);
            done += digits;
        }
        for (int done = 0; done < scale; done += GROUP) {
            to = group(source, fraction + done, Math.min(GROUP, scale - done), fraction, end, target, to);
        }
        if (negative) {
            for (int i = 0; i < to; i++) {
                target[i] = (byte) ~target[i];
            }
        }
        target[0] ^= (byte) 0x80;
        return to;
    }

    /** The digits from {@code first} on as one number; those outside of {@code from} to {@code end} are zeros. */
    private int group(byte[] source, int first, int digits, int from, int end, byte[] target, int to) {
        int value = 0;
        for (int i = first; i < first + digits; i++) {
            int digit = i < from || i >= end ? 0 : source[i] - '0';
            if (digit < 0 || digit > 9) {
                throw Malformed.value(i, type);
            }
            value = 10 * value + digit;
        }
        int width = DecimalDecoder.width(digits, 0);
        return LittleEndian.putBigEndian(value, width, target, to);
    }
}
