package dev.leat.capture.postgres.snapshot;

import dev.leat.api.DecodeException;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableSchema;

/**
 * Reads lines of {@code COPY ... TO STDOUT} in text format: values between tabs, {@code \N} for null, and backslash escapes
 * for {@code \b \f \n \r \t \v \\}. Reused from line to line.
 */
final class CopyText {
    private byte[] value = new byte[256];
    private int[] starts = new int[16];

    /**
     * Adds the line's row to the batch as READ; the line may end in a line feed.
     *
     * @param from where the row begins
     */
    void addRow(byte[] line, int from, TableSchema schema, ChangeBatchBuilder builder) {
        int end = line.length > from && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        boolean escapes = split(line, from, end, schema);
        builder.open(Operation.READ, schema, true, BeforeImage.ABSENT);
        if (escapes) {
            for (int column = 0; column < schema.columnCount(); column++) {
                addValue(line, starts[column], starts[column + 1] - 1, column, builder);
            }
        } else {
            int shift = builder.append(line, from, end - from) - from;
            for (int column = 0; column < schema.columnCount(); column++) {
                builder.after(column, starts[column] + shift, starts[column + 1] - 1 - starts[column]);
            }
        }
        builder.close();
    }

    /** Finds where each value begins, and one place behind the tab that would follow the last; whether any is escaped. */
    private boolean split(byte[] line, int from, int end, TableSchema schema) {
        int columns = schema.columnCount();
        if (starts.length <= columns) {
            starts = new int[columns + 1];
        }
        boolean escapes = false;
        int found = 0;
        starts[0] = from;
        for (int at = from; at < end; at++) {
            byte b = line[at];
            if (b == '\t') {
                if (++found == columns) {
                    throw new DecodeException(
                            at, "row of " + schema.table() + ": expected " + columns + " values, found more");
                }
                starts[found] = at + 1;
            } else if (b == '\\') {
                escapes = true;
            }
        }
        if (found + 1 < columns) {
            throw new DecodeException(
                    end, "row of " + schema.table() + ": expected " + columns + " values, found " + (found + 1));
        }
        starts[columns] = end + 1;
        return escapes;
    }

    private void addValue(byte[] line, int from, int to, int column, ChangeBatchBuilder builder) {
        if (to - from == 2 && line[from] == '\\' && line[from + 1] == 'N') {
            builder.afterNull(column);
            return;
        }
        int escape = from;
        while (escape < to && line[escape] != '\\') {
            escape++;
        }
        if (escape == to) {
            builder.after(column, builder.append(line, from, to - from), to - from);
        } else {
            int length = unescape(line, from, to);
            builder.after(column, builder.append(value, 0, length), length);
        }
    }

    private int unescape(byte[] line, int from, int to) {
        if (value.length < to - from) {
            value = new byte[2 * (to - from)];
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = line[i];
            if (b == '\\') {
                i++;
                if (i == to) {
                    throw new DecodeException(i, "a value ends in a backslash");
                }
                b = escaped(line[i], i);
            }
            value[length++] = b;
        }
        return length;
    }

    private static byte escaped(byte letter, int at) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0B;
            case '\\' -> '\\';
            default -> throw new DecodeException(at, "expected an escape of COPY's text format, found " + letter);
        };
    }
}
