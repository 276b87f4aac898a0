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

    /** Adds the line's row to the batch as READ; the line may end in a line feed. */
    void addRow(byte[] line, TableSchema schema, ChangeBatchBuilder builder) {
        int end = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        builder.open(Operation.READ, schema, true, BeforeImage.ABSENT);
        int at = 0;
        for (int column = 0; column < schema.columnCount(); column++) {
            int stop = at;
            while (stop < end && line[stop] != '\t') {
                stop++;
            }
            if (column < schema.columnCount() - 1 && stop == end) {
                throw new DecodeException(
                        at,
                        "row of " + schema.table() + ": expected " + schema.columnCount() + " values, found "
                                + (column + 1));
            }
            addValue(line, at, stop, column, builder);
            at = stop + 1;
        }
        if (at <= end) {
            throw new DecodeException(
                    at, "row of " + schema.table() + ": expected " + schema.columnCount() + " values, found more");
        }
        builder.close();
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
