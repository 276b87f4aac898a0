package dev.leat.benchmarks.binlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.BinlogDecoder;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.binlog.PayloadLimits;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.ValueType;
import dev.leat.capture.mysql.value.ZeroDates;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Our decoder, used as a stream uses it: batches one after the other, whose arrays are used again. */
final class Leat {
    private static final byte[] POSITION = "binlog.000002:4".getBytes(US_ASCII);

    private final byte[] file;
    private final int[] starts;
    private final BinlogDecoder decoder = new BinlogDecoder(Leat::schema, PayloadLimits.DEFAULT);
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private final ChangeJson changeJson = new ChangeJson();
    private final JsonBuffer json = new JsonBuffer(1 << 16);
    private byte[] bytes = new byte[1 << 20];
    private @Nullable TableSchema knownSchema;
    private Kind[] kinds = {};

    Leat(RecordedRows rows) {
        file = rows.file();
        starts = RecordedRows.starts(file);
        // the format description, once: a server sends it once per file
        decoder.decode(file, starts[0], starts[1] - starts[0], builder);
    }

    /** Decodes everything into one batch; returns how many changes it has. */
    int decode() {
        ChangeBatch batch = batch();
        int count = batch.size();
        release(batch);
        return count;
    }

    /** Decodes everything and reads every value by its typed accessor; texts, decimals and JSON are views over their bytes. */
    long decodeAndRead() {
        ChangeBatch batch = batch();
        ChangeCursor cursor = batch.cursor();
        long sum = 0;
        while (cursor.next()) {
            if (cursor.beforeImage() != BeforeImage.ABSENT) {
                sum += read(cursor.before());
            }
            if (cursor.hasAfter()) {
                sum += read(cursor.after());
            }
        }
        release(batch);
        return sum;
    }

    /** Decodes everything and writes each change as JSON; returns the length of all. */
    long decodeToJson() {
        ChangeBatch batch = batch();
        ChangeCursor cursor = batch.cursor();
        long length = 0;
        while (cursor.next()) {
            json.clear();
            changeJson.write(cursor, json);
            length += json.length();
        }
        release(batch);
        return length;
    }

    private ChangeBatch batch() {
        builder.wrap(bytes, 0);
        for (int i = 1; i + 1 < starts.length; i++) {
            Decoded decoded = decoder.decode(file, starts[i], starts[i + 1] - starts[i], builder);
            if (decoded == Decoded.BEGIN) {
                builder.begin(i, decoder.gtid().commitMicros(), POSITION, 0, POSITION, POSITION.length);
            } else if (decoded == Decoded.COMMIT) {
                builder.commit(POSITION, POSITION.length);
            }
        }
        return builder.build(null);
    }

    private void release(ChangeBatch batch) {
        batch.release();
        bytes = batch.recycledBytes();
        builder.reuse(batch);
    }

    private long read(Row row) {
        Kind[] columns = kindsOf(row.schema());
        long sum = 0;
        for (int i = 0; i < columns.length; i++) {
            int length = row.length(i);
            if (length < 0) {
                continue; // null or unchanged
            }
            switch (columns[i]) {
                case INT8, INT16, INT32, INT64, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> sum += row.longValue(i);
                case FLOAT32, FLOAT64 -> sum += (long) row.doubleValue(i);
                default -> sum += length == 0 ? 1 : length + row.bytes()[row.offset(i)];
            }
        }
        return sum;
    }

    /** A sink looks at the types once per schema, not once per row. */
    private Kind[] kindsOf(TableSchema schema) {
        if (schema != knownSchema) {
            knownSchema = schema;
            kinds = schema.columns().stream()
                    .map(column -> column.type().kind())
                    .toArray(Kind[]::new);
        }
        return kinds;
    }

    private static SchemaResolver.@Nullable Resolved schema(TableMapEvent map) {
        TypeResolver types = new TypeResolver(ZeroDates.NULL);
        List<Column> columns = map.columns().stream()
                .map(column -> {
                    ValueType value = types.resolve(column, map.table());
                    return new Column(column.name(), value.type(), column.nullable(), value.decoder());
                })
                .toList();
        int[] key = map.key().stream().mapToInt(i -> i).toArray();
        return new SchemaResolver.Resolved(
                new TableSchema(map.table(), columns, key, true),
                IntStream.range(0, columns.size()).boxed().toList());
    }
}
