package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** Characters of one character set. */
final class TextDecoder implements ValueDecoder {
    private final CharacterSet characters;

    TextDecoder(CharacterSet characters) {
        this.characters = characters;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        characters.write(bytes, offset, length, out);
    }
}
