package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code bool}: {@code t} or {@code f}. */
final class BoolDecoder implements ValueDecoder {
    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        out.bool(booleanValue(bytes, offset, length));
    }

    @Override
    public boolean booleanValue(byte[] bytes, int offset, int length) {
        if (length == 1) {
            if (bytes[offset] == 't') {
                return true;
            }
            if (bytes[offset] == 'f') {
                return false;
            }
        }
        throw Malformed.value(offset, "bool", "t or f");
    }
}
