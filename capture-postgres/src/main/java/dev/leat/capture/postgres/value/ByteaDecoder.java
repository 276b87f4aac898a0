package dev.leat.capture.postgres.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;
import java.util.Arrays;

/** {@code bytea} in hex output: {@code \x00ff}. */
final class ByteaDecoder implements ValueDecoder {
    private static final byte[] NIBBLES = nibbles();

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length < 2 || (length & 1) != 0 || bytes[offset] != '\\' || bytes[offset + 1] != 'x') {
            throw Malformed.value(offset, "bytea", "\\x and pairs of hexadecimal digits");
        }
        int count = length / 2 - 1;
        byte[] octets = out.scratch(count);
        int wrong = 0;
        for (int i = 0, at = offset + 2; i < count; i++, at += 2) {
            int value = NIBBLES[bytes[at] & 0xFF] << 4 | NIBBLES[bytes[at + 1] & 0xFF];
            wrong |= value;
            octets[i] = (byte) value;
        }
        if (wrong < 0) {
            throw Malformed.value(offset, "bytea", "hexadecimal digits");
        }
        out.octets(octets, 0, count);
    }

    private static byte[] nibbles() {
        byte[] table = new byte[256];
        Arrays.fill(table, (byte) -1);
        for (int i = 0; i < 10; i++) {
            table['0' + i] = (byte) i;
        }
        for (int i = 0; i < 6; i++) {
            table['a' + i] = (byte) (10 + i);
            table['A' + i] = (byte) (10 + i);
        }
        return table;
    }
}
