package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/** {@code TINYINT} to {@code BIGINT}, with and without sign: 1, 2, 3, 4 or 8 bytes, the lowest first. */
final class IntegerDecoder implements ValueDecoder {
    private final int width;
    private final boolean unsigned;

    IntegerDecoder(int width, boolean unsigned) {
        this.width = width;
        this.unsigned = unsigned;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        long value = longValue(bytes, offset, length);
        if (unsigned && value < 0) {
            out.uint64(value);
        } else {
            out.int64(value);
        }
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        if (length != width) {
            throw Malformed.length(offset, "integer", width, length);
        }
        return switch (width) {
            case 1 -> unsigned ? bytes[offset] & 0xFF : bytes[offset];
            case 2 -> {
                int two = LittleEndian.u16(bytes, offset);
                yield unsigned ? two : (short) two;
            }
            case 3 -> {
                int three = LittleEndian.u24(bytes, offset);
                yield unsigned ? three : three << 8 >> 8;
            }
            case 4 -> {
                int four = LittleEndian.i32(bytes, offset);
                yield unsigned ? Integer.toUnsignedLong(four) : four;
            }
            default -> LittleEndian.i64(bytes, offset);
        };
    }
}
