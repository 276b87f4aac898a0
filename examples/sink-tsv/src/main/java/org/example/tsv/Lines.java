package org.example.tsv;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.json.BareWriter;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import java.util.Arrays;

/**
 * Changes as lines, into one buffer. Columns in front of the row's own: what was done, the generation, and the sequence and
 * ordinal that tell repeated lines. Null, and what a change does not carry (all of a TRUNCATE, all but the key of a DELETE),
 * is {@code \N}; a backslash, tab, line feed and carriage return in a value are {@code \\}, {@code \t}, {@code \n},
 * {@code \r}. Single-threaded; makes no object per change.
 */
final class Lines {
    private static final byte[] FIRST_COLUMNS = "_op\t_generation\t_sequence\t_ordinal".getBytes(US_ASCII);
    private static final byte[] NULL = {'\\', 'N'};
    private static final byte[][] OPERATIONS = Arrays.stream(Operation.values())
            .map(operation -> operation.text().getBytes(US_ASCII))
            .toArray(byte[][]::new);

    private final JsonBuffer out = new JsonBuffer(1 << 14);
    private final BareWriter value = new BareWriter();

    /** The first line of a file, with its line feed. */
    static byte[] header(TableSchema schema) {
        Lines lines = new Lines();
        lines.out.raw(FIRST_COLUMNS, 0, FIRST_COLUMNS.length);
        for (Column column : schema.columns()) {
            byte[] name = column.name().getBytes(UTF_8);
            lines.out.raw('\t');
            lines.escaped(name, name.length);
        }
        lines.out.raw('\n');
        return Arrays.copyOf(lines.out.array(), lines.out.length());
    }

    static boolean isHeader(byte[] line) {
        return line.length > FIRST_COLUMNS.length
                && Arrays.equals(line, 0, FIRST_COLUMNS.length, FIRST_COLUMNS, 0, FIRST_COLUMNS.length);
    }

    byte[] array() {
        return out.array();
    }

    int length() {
        return out.length();
    }

    void clear() {
        out.clear();
    }

    void add(ChangeCursor change, int generation) {
        byte[] operation = OPERATIONS[change.operation().ordinal()];
        out.raw(operation, 0, operation.length);
        out.raw('\t');
        out.int64(generation);
        out.raw('\t');
        out.uint64(change.sequence());
        out.raw('\t');
        out.int64(change.ordinal());
        boolean hasRow = change.hasAfter() || change.beforeImage() != BeforeImage.ABSENT;
        for (int i = 0; i < change.schema().columnCount(); i++) {
            out.raw('\t');
            if (hasRow) {
                value(change.key(), i);
            } else {
                out.raw(NULL, 0, NULL.length);
            }
        }
        out.raw('\n');
    }

    private void value(Row row, int column) {
        value.clear();
        boolean isThere = !row.isUnchanged(column);
        if (isThere) {
            row.write(column, value);
        }
        if (!isThere || value.isNull()) {
            out.raw(NULL, 0, NULL.length);
        } else {
            escaped(value.buffer().array(), value.buffer().length());
        }
    }

    private void escaped(byte[] bytes, int length) {
        int clean = 0;
        for (int i = 0; i < length; i++) {
            char letter = escape(bytes[i]);
            if (letter != 0) {
                out.raw(bytes, clean, i - clean);
                out.raw('\\');
                out.raw(letter);
                clean = i + 1;
            }
        }
        out.raw(bytes, clean, length - clean);
    }

    private static char escape(byte b) {
        return switch (b) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> 0;
        };
    }
}
