package dev.leat.capture.mysql.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.ValueDecoder;

/**
 * {@code JSON}: MySQL's binary form from the log, whose first byte is a type below 0x10, or a JSON text, as a snapshot gets it
 * and as MariaDB stores it. Objects and arrays are pushed part by part, other documents as a JSON text of their own, so that
 * {@code "7"} stays another document than {@code 7}.
 */
final class JsonDecoder implements ValueDecoder {
    private static final int LAST_BINARY_TYPE = 0x0F;
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    private final boolean textOnly;

    /** @param textOnly whether no value is binary: a text may begin with a line break, which is a binary type */
    JsonDecoder(boolean textOnly) {
        this.textOnly = textOnly;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length == 0) {
            // what MySQL has in a NOT NULL column that IGNORE let a null into
            out.json(NULL, 0, NULL.length);
        } else if (textOnly || bytes[offset] < 0 || bytes[offset] > LAST_BINARY_TYPE) {
            JsonText.write(bytes, offset, length, out);
        } else if (BinaryJson.isContainer(bytes[offset])) {
            BinaryJson.write(bytes, offset, length, out);
        } else {
            JsonBuffer text = new JsonBuffer(length + 16);
            BinaryJson.write(bytes, offset, length, text);
            out.json(text.array(), 0, text.length());
        }
    }
}
