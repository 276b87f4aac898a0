package org.example.ticker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.schema.ValueDecoder;
import java.util.List;

/** The one table: {@code n}, its key, and {@code label}. One instance, since the engine compares schemas by identity. */
final class TickTable {
    static final TableId ID = new TableId("ticker", "ticks");

    static final int N = 0;
    static final int LABEL = 1;

    static final TableSchema SCHEMA = new TableSchema(
            ID,
            List.of(
                    new Column("n", ColumnType.of(Kind.INT64), false, new NumberDecoder()),
                    new Column("label", ColumnType.of(Kind.TEXT), false, new TextDecoder())),
            new int[] {N},
            true);

    private TickTable() {}

    /** The label of row {@code n}. */
    static byte[] label(byte[] n) {
        return ("tick " + new String(n, US_ASCII)).getBytes(US_ASCII);
    }

    /** Digits, as this source "sends" them: they are also what a JSON target wants, so they are handed on as they are. */
    private static final class NumberDecoder implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.number(bytes, offset, length);
        }

        @Override
        public long longValue(byte[] bytes, int offset, int length) {
            try {
                return Long.parseLong(new String(bytes, offset, length, US_ASCII));
            } catch (NumberFormatException e) {
                throw new DecodeException(offset, "not a whole number"); // never the value itself
            }
        }
    }

    private static final class TextDecoder implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.text(bytes, offset, length);
        }
    }
}
