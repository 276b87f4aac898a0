package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code FLOAT} and {@code DOUBLE}: IEEE 754, the lowest byte first; pushed as the shortest digits that read back. */
final class FloatDecoder implements ValueDecoder {
    private final int width;

    FloatDecoder(boolean single) {
        this.width = single ? Float.BYTES : Double.BYTES;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        double value = doubleValue(bytes, offset, length);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw Malformed.value(offset, "finite number"); // the servers store neither
        }
        byte[] digits = out.scratch(ShortestDigits.MAX_LENGTH);
        int end = width == Float.BYTES
                ? ShortestDigits.write((float) value, digits, 0)
                : ShortestDigits.write(value, digits, 0);
        out.number(digits, 0, end);
    }

    @Override
    public double doubleValue(byte[] bytes, int offset, int length) {
        Malformed.requireLength(offset, "floating point number", width, length);
        return width == Float.BYTES
                ? Float.intBitsToFloat(LittleEndian.i32(bytes, offset))
                : Double.longBitsToDouble(LittleEndian.i64(bytes, offset));
    }
}
