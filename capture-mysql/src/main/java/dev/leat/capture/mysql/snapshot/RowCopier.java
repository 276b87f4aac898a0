package dev.leat.capture.mysql.snapshot;

import dev.leat.api.DecodeException;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.session.Sql;
import dev.leat.capture.mysql.value.ReadsAsNull;
import dev.leat.capture.mysql.value.ResultColumn;
import dev.leat.capture.mysql.value.ResultColumn.Edge;
import dev.leat.capture.mysql.value.ValueEncoder;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.wire.Packed;
import dev.leat.capture.mysql.wire.RowQuery;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows of a binary result set into a batch, with the bytes that the log would have. {@link RowQuery} says how a row
 * begins; behind its null bits stand the values, as {@link ResultColumn} says.
 */
final class RowCopier {
    private static final int FIRST_NULL_BIT = 2;
    private static final byte[] MARK = {0};

    private final TableSchema schema;
    private final ResultColumn[] columns;
    private final boolean[] numbers;
    private final boolean[] unsigned;
    private final @Nullable ReadsAsNull[] nullChecks;
    private final byte[] encoded = new byte[ValueEncoder.MAX_BYTES];
    private final Packed lengths = new Packed(MARK, 0, 0);

    RowCopier(ReadTable table) {
        schema = table.schema();
        int count = schema.columnCount();
        columns = new ResultColumn[count];
        numbers = new boolean[count];
        unsigned = new boolean[count];
        nullChecks = new ReadsAsNull[count];
        for (int i = 0; i < count; i++) {
            WireColumn column = table.columns().get(i);
            columns[i] = ResultColumn.of(column);
            numbers[i] = columns[i].width() > 0 && columns[i].encoder() == null && columns[i].cast() == null;
            unsigned[i] = column.unsigned();
            // a key is never taken for null: it says which row it is
            nullChecks[i] = !schema.isKeyColumn(i)
                            && schema.column(i).decoder() instanceof ReadsAsNull check
                            && check.mayReadAsNull()
                    ? check
                    : null;
        }
    }

    TableSchema schema() {
        return schema;
    }

    /** What a query has to select for {@link #copy}. */
    String selectList() {
        return IntStream.range(0, columns.length)
                .mapToObj(i -> columns[i].expression(name(schema.column(i))))
                .collect(Collectors.joining(", "));
    }

    /** A name in the select list means the column, never what is selected under its name. */
    static String name(Column column) {
        return "t." + Sql.identifier(column.name());
    }

    /** Whether the answer, which is read next, has the columns that the table was said to have: DDL may have come between. */
    boolean fits(RowQuery answer) {
        if (answer.columnCount() != columns.length) {
            return false;
        }
        for (int i = 0; i < columns.length; i++) {
            ResultColumn answered = columns[i].answered(answer.type(i));
            if (answered == null || (numbers[i] && unsigned[i] != answer.isUnsigned(i))) {
                return false;
            }
            columns[i] = answered;
        }
        return true;
    }

    /** Adds the answer's current row to the batch. */
    void copy(RowQuery answer, ChangeBatchBuilder builder) {
        byte[] row = answer.bytes();
        int end = answer.rowEnd();
        Packed at = lengths;
        at.move(row, answer.rowStart(), end);
        at.skip(1);
        int nulls = at.position();
        at.skip((columns.length + FIRST_NULL_BIT + 7) / 8);
        builder.open(Operation.READ, schema, true, BeforeImage.ABSENT);
        for (int i = 0; i < columns.length; i++) {
            int bit = i + FIRST_NULL_BIT;
            if ((row[nulls + (bit >> 3)] >> (bit & 7) & 1) != 0) {
                builder.afterNull(i);
            } else {
                value(i, row, at, builder);
            }
        }
        if (at.position() != end) {
            throw new DecodeException(
                    at.position(), "row: expected its end, found " + (end - at.position()) + " bytes more");
        }
        builder.close();
    }

    private void value(int index, byte[] row, Packed at, ChangeBatchBuilder builder) {
        ResultColumn column = columns[index];
        int width = column.width();
        long length = width;
        if (width == ResultColumn.COUNTED) {
            length = at.number();
        } else if (width == ResultColumn.TEMPORAL) {
            length = at.u8();
        }
        int from = at.position();
        at.skip(length);
        int count = (int) length;
        ValueEncoder encoder = column.encoder();
        if (encoder != null) {
            int written = encoder.encode(row, from, count, encoded);
            ReadsAsNull nullCheck = nullChecks[index];
            if (nullCheck != null && nullCheck.isNull(encoded, 0, written)) {
                builder.afterNull(index);
            } else {
                builder.after(index, builder.append(encoded, 0, written), written);
            }
            return;
        }
        if (width > 0) {
            count = column.imageBytes();
        } else if (column.edge() == Edge.TRIMMED) {
            while (count > 0 && row[from + count - 1] == 0) {
                count--;
            }
        } else if (column.edge() == Edge.MARKED && count > 0) {
            int marked = builder.append(MARK, 0, 1);
            builder.append(row, from, count);
            builder.after(index, marked, count + 1);
            return;
        }
        builder.after(index, builder.append(row, from, count), count);
    }
}
