package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;
import java.util.Arrays;

/** MariaDB's {@code UUID}: its 16 bytes in the order of its text, without the zeros at their end. */
final class UuidDecoder implements ValueDecoder {
    private static final int BYTES = 16;
    private static final int LENGTH = 36;
    private static final int[] PART_BYTES = {4, 2, 2, 2, 6};
    private static final int LOWER_CASE = 0x20; // digits and '-' have the bit already

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length > BYTES) {
            throw Malformed.length(offset, "uuid", BYTES, length);
        }
        byte[] text = out.scratch(LENGTH + BYTES);
        Arrays.fill(text, LENGTH + length, LENGTH + BYTES, (byte) 0);
        System.arraycopy(bytes, offset, text, LENGTH, length);
        int at = LENGTH;
        int to = 0;
        for (int part : PART_BYTES) {
            if (to > 0) {
                text[to++] = '-';
            }
            to = Hex.write(text, at, part, text, to);
            at += part;
        }
        for (int i = 0; i < LENGTH; i++) {
            text[i] |= LOWER_CASE;
        }
        out.text(text, 0, LENGTH);
    }
}
