package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** Every type whose JSON is its text as a string. */
final class TextDecoder implements ValueDecoder {
    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        out.text(bytes, offset, length);
    }
}
