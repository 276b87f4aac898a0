package dev.leat.core.sink;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.Row;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.core.sink.DiscardTarget.Reading;

/** Reads every value of both row images and drops it. */
final class DiscardWriter implements SinkWriter {
    private final DiscardTarget target;
    private final Reading reading;
    private long valueCount;
    private long digest;

    DiscardWriter(DiscardTarget target, Reading reading) {
        this.target = target;
        this.reading = reading;
    }

    @Override
    public WriteReport write(ChangeSlice changes, Marks marks) {
        valueCount = 0;
        digest = 0;
        if (reading != Reading.NONE) {
            ChangeCursor change = changes.cursor();
            while (change.next()) {
                if (change.hasAfter()) {
                    read(change.after());
                }
                if (change.beforeImage() != BeforeImage.ABSENT) {
                    read(change.before());
                }
            }
        }
        target.count(changes.size(), valueCount, digest);
        return WriteReport.COMPLETE;
    }

    private void read(Row row) {
        TableSchema schema = row.schema();
        for (int i = 0; i < schema.columnCount(); i++) {
            if (!row.isUnchanged(i) && !row.isNull(i)) {
                digest += reading == Reading.TYPED ? typed(row, schema, i) : bytes(row, i);
                valueCount++;
            }
        }
    }

    private static long typed(Row row, TableSchema schema, int column) {
        return switch (schema.column(column).type().kind()) {
            case BOOL -> row.booleanValue(column) ? 1 : 0;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DATE, TIME, TIMESTAMP, TIMESTAMPTZ ->
                row.longValue(column);
            case FLOAT32, FLOAT64 -> Double.doubleToRawLongBits(row.doubleValue(column));
            case DECIMAL,
                    TEXT,
                    BYTES,
                    INTERVAL,
                    UUID,
                    JSON,
                    BIT,
                    ENUM,
                    SET,
                    RANGE,
                    COMPOSITE,
                    MAP,
                    GEOMETRY,
                    VECTOR,
                    ARRAY,
                    OTHER -> bytes(row, column);
        };
    }

    private static long bytes(Row row, int column) {
        byte[] bytes = row.bytes();
        int end = row.offset(column) + row.length(column);
        long sum = 0;
        for (int i = row.offset(column); i < end; i++) {
            sum += bytes[i];
        }
        return sum;
    }

    @Override
    public void close() {}
}
