package dev.leat.capture.postgres.value;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.ValueDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A column of a database whose encoding is SQL_ASCII, which takes any bytes for text: lets UTF-8 pass and nothing else, since
 * every guess at the encoding would be wrong for somebody. What is quoted or escaped in a container is ASCII, so that a
 * whole value is UTF-8 if and only if its parts are.
 */
final class CheckedTextDecoder implements ValueDecoder {
    private final ValueDecoder decoder;
    private final TableId table;
    private final String column;

    CheckedTextDecoder(ValueDecoder decoder, TableId table, String column) {
        this.decoder = decoder;
        this.table = table;
        this.column = column;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                requireUtf8(bytes, offset, length);
                break;
            }
        }
        decoder.write(bytes, offset, length, out);
    }

    private void requireUtf8(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
        } catch (CharacterCodingException otherEncoding) {
            throw new DecodeException(offset, NotUtf8.message(table, column));
        }
    }

    @Override
    public boolean booleanValue(byte[] bytes, int offset, int length) {
        return decoder.booleanValue(bytes, offset, length);
    }

    @Override
    public long longValue(byte[] bytes, int offset, int length) {
        return decoder.longValue(bytes, offset, length);
    }

    @Override
    public double doubleValue(byte[] bytes, int offset, int length) {
        return decoder.doubleValue(bytes, offset, length);
    }
}
