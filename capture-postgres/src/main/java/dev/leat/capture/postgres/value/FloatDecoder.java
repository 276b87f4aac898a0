package dev.leat.capture.postgres.value;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code float4} and {@code float8}: the shortest digits that read back, or {@code NaN} or an infinity as strings. */
final class FloatDecoder implements ValueDecoder {
    private final boolean single;
    private final String type;

    FloatDecoder(boolean single) {
        this.single = single;
        this.type = single ? "float4" : "float8";
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        NumericDecoder.push(bytes, offset, length, out, type);
    }

    @Override
    public double doubleValue(byte[] bytes, int offset, int length) {
        try {
            return single
                    ? JavaFloatParser.parseFloat(bytes, offset, length)
                    : JavaDoubleParser.parseDouble(bytes, offset, length);
        } catch (NumberFormatException e) {
            // Its message may quote the value.
            throw Malformed.value(offset, type);
        }
    }
}
