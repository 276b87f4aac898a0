package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.Row;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as chunk bounds carry it, in the server's own text. Sinks store it as the progress of a seeding.
 *
 * <pre>
 *   Int32  number of columns, then for each:
 *   Int32  length in bytes
 *   Byten  the value's text in UTF-8
 * </pre>
 */
final class KeyBounds {
    private KeyBounds() {}

    static byte[] encode(List<String> values) {
        return encodeBytes(values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /** The key of a row that has been read. */
    static byte[] of(Row row) {
        List<byte[]> values = new ArrayList<>();
        for (int part = 0; part < row.schema().keyColumnCount(); part++) {
            int column = row.schema().keyColumn(part);
            byte[] value = new byte[row.length(column)];
            System.arraycopy(row.bytes(), row.offset(column), value, 0, value.length);
            values.add(value);
        }
        return encodeBytes(values);
    }

    private static byte[] encodeBytes(List<byte[]> values) {
        int size =
                values.stream().mapToInt(value -> Integer.BYTES + value.length).sum();
        ByteBuffer bound = ByteBuffer.allocate(Integer.BYTES + size).putInt(values.size());
        values.forEach(value -> bound.putInt(value.length).put(value));
        return bound.array();
    }

    static List<String> decode(byte[] bound) {
        ByteBuffer in = ByteBuffer.wrap(bound);
        List<String> values = new ArrayList<>();
        try {
            int count = in.getInt();
            if (count < 1 || count > in.remaining() / Integer.BYTES) {
                throw damaged(null);
            }
            for (int i = 0; i < count; i++) {
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw damaged(null);
                }
                values.add(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(in.slice(in.position(), length))
                        .toString());
                in.position(in.position() + length);
            }
        } catch (BufferUnderflowException | CharacterCodingException malformed) {
            throw damaged(malformed);
        }
        if (in.hasRemaining()) {
            throw damaged(null);
        }
        return values;
    }

    private static CdcException damaged(@Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.DECODE,
                "the stored bounds of a chunk are damaged; seed the table anew with `leat reseed FILE TABLE`",
                cause);
    }
}
