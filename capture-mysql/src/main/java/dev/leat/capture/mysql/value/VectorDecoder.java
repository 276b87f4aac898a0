package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code VECTOR}: singles, the lowest byte first; pushed as a list of numbers. */
final class VectorDecoder implements ValueDecoder {
    private final FloatDecoder element = new FloatDecoder(true);

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length % Float.BYTES != 0) {
            throw Malformed.value(offset, "vector");
        }
        out.beginArray();
        for (int at = offset; at < offset + length; at += Float.BYTES) {
            element.write(bytes, at, Float.BYTES, out);
        }
        out.endArray();
    }
}
