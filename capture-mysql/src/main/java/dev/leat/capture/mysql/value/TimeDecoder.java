package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/**
 * {@code TIME(n)}, a span of up to 838:59:59 to both sides, as {@code my_time_packed_to_binary} in MySQL's {@code
 * mysys/my_time.cc} writes it: one number, the highest byte first, of which a zero has the first bit set.
 *
 * <pre>
 *   1 bit sign (1: not negative) | 1 bit unused | 10 bits hour | 6 bits minute | 6 bits second | 0 to 3 bytes fraction
 * </pre>
 *
 * A negative number is the two's complement of the whole, fraction and all.
 */
final class TimeDecoder implements ValueDecoder {
    private static final int WHOLE_BYTES = 3;

    private final int precision;
    private final int fractionBytes;
    private final int width;

    TimeDecoder(int precision) {
        this.precision = precision;
        this.fractionBytes = DateTimes.fractionBytes(precision);
        this.width = WHOLE_BYTES + fractionBytes;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        long micros = longValue(bytes, offset, length);
        byte[] text = out.scratch(DateTimes.MAX_LENGTH);
        out.text(text, 0, writeSpan(micros, precision, text, 0));
    }

    /** Writes a span with its sign. */
    static int writeSpan(long micros, int precision, byte[] target, int at) {
        int to = at;
        if (micros < 0) {
            target[to++] = '-';
        }
        long absolute = Math.abs(micros);
        int seconds = (int) (absolute / DateTimes.MICROS_PER_SECOND);
        int fraction = (int) (absolute % DateTimes.MICROS_PER_SECOND);
        return DateTimes.writeTime(seconds / 3_600, seconds / 60 % 60, seconds % 60, fraction, precision, target, to);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "time", width, length);
        int fractionBits = 8 * fractionBytes;
        long packed = LittleEndian.bigEndian(bytes, offset, width) - (1L << (23 + fractionBits));
        long absolute = Math.abs(packed);
        int whole = (int) (absolute >> fractionBits);
        long fraction = absolute & ((1L << fractionBits) - 1);
        for (int i = fractionBytes; i < WHOLE_BYTES; i++) {
            fraction *= 100;
        }
        long micros = micros(offset, whole >> 12, whole >> 6 & 0x3F, whole & 0x3F, (int) fraction);
        return packed < 0 ? -micros : micros;
    }

    /** The microseconds of a span without its sign. */
    static long micros(int at, int hour, int minute, int second, int fraction) {
        if (hour > 838 || minute > 59 || second > 59 || fraction > 999_999) {
            throw Malformed.value(at, "time");
        }
        return (hour * 3_600L + minute * 60L + second) * DateTimes.MICROS_PER_SECOND + fraction;
    }
}
