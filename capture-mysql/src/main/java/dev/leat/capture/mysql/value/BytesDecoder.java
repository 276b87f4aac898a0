package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;
import java.util.Arrays;

/** Octets. The log leaves out the zeros at the end of a {@code BINARY(n)}: they are put back. */
final class BytesDecoder implements ValueDecoder {
    private final int padTo;

    /** @param padTo how many bytes a value has at least */
    BytesDecoder(int padTo) {
        this.padTo = padTo;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length >= padTo) {
            out.octets(bytes, offset, length);
            return;
        }
        byte[] padded = out.scratch(padTo);
        System.arraycopy(bytes, offset, padded, 0, length);
        Arrays.fill(padded, length, padTo, (byte) 0);
        out.octets(padded, 0, padTo);
    }
}
