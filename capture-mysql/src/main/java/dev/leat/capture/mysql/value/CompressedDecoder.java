package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * MariaDB's {@code VARCHAR(n) COMPRESSED} and {@code BLOB COMPRESSED} ({@code sql/field_comp.cc}):
 *
 * <pre>
 *   nothing                       the empty value
 *   0  Byten value                not compressed
 *   Int8: method (4 bits, 8: zlib) | without header (1 bit) | bytes of length (3 bits)
 *      length of the value, the highest byte first | the compressed value
 * </pre>
 */
final class CompressedDecoder implements ValueDecoder {
    private static final int ZLIB = 8;
    private static final int WITHOUT_HEADER = 0x8;

    /** No stream of deflate becomes more than 1,032 times as long. */
    private static final long MAX_RATIO = 1_032;

    private final ValueDecoder inside;

    CompressedDecoder(ValueDecoder inside) {
        this.inside = inside;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length == 0) {
            inside.write(bytes, offset, 0, out);
        } else if (bytes[offset] == 0) {
            inside.write(bytes, offset + 1, length - 1, out);
        } else {
            byte[] value = inflate(bytes, offset, length);
            inside.write(value, 0, value.length, out);
        }
    }

    private static byte[] inflate(byte[] bytes, int offset, int length) {
        int header = bytes[offset] & 0xFF;
        int lengthBytes = header & 0x7;
        if (header >> 4 != ZLIB || lengthBytes < 1 || lengthBytes > 4 || length <= lengthBytes + 1) {
            throw Malformed.value(offset, "compressed column");
        }
        long size = LittleEndian.bigEndian(bytes, offset + 1, lengthBytes);
        int from = offset + 1 + lengthBytes;
        int count = offset + length - from;
        if (size > MAX_RATIO * count) {
            throw Malformed.value(offset, "compressed column");
        }
        byte[] value = new byte[(int) size];
        Inflater inflater = new Inflater((header & WITHOUT_HEADER) != 0);
        try {
            inflater.setInput(bytes, from, count);
            int inflated = 0;
            while (inflated < value.length) {
                int more = inflater.inflate(value, inflated, value.length - inflated);
                if (more == 0) {
                    throw Malformed.value(offset, "compressed column");
                }
                inflated += more;
            }
            return value;
        } catch (DataFormatException e) {
            throw Malformed.value(offset, "compressed column");
        } finally {
            inflater.end();
        }
    }
}
