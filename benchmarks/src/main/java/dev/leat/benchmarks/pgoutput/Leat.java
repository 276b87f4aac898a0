package dev.leat.benchmarks.pgoutput;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.pgoutput.PgOutputDecoder;
import dev.leat.capture.postgres.pgoutput.RelationCache;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Our decoder, used as the stream uses it: batches over the buffer, one after the other. */
final class Leat {
    private final Recording messages;
    private final PgOutputDecoder decoder = new PgOutputDecoder(new RelationCache(Leat::schema));
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private final Tally tally = new Tally();
    private final ChangeJson changeJson = new ChangeJson();
    private @Nullable TableSchema knownSchema;
    private Kind[] kinds = {};
    private final JsonBuffer json = new JsonBuffer(1 << 20);

    Leat(Recording messages) {
        this.messages = messages;
    }

    /** Decodes everything into one batch; returns how many changes it has. */
    int decode() {
        ChangeBatch batch = batch();
        int count = batch.size();
        release(batch);
        return count;
    }

    /** Decodes everything and reads every value by its typed accessor; texts and decimals are views over their bytes. */
    long decodeAndRead() {
        return decodeAnd(this::read);
    }

    /** Decodes everything and pushes every value into a writer, as a sink that keeps no types does. */
    long decodeAndPush() {
        return decodeAnd(this::push);
    }

    private long decodeAnd(ToLongFunction<Row> use) {
        ChangeBatch batch = batch();
        ChangeCursor cursor = batch.cursor();
        long sum = 0;
        while (cursor.next()) {
            if (cursor.beforeImage() != BeforeImage.ABSENT) {
                sum += use.applyAsLong(cursor.before());
            }
            if (cursor.hasAfter()) {
                sum += use.applyAsLong(cursor.after());
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
        byte[] bytes = messages.bytes();
        builder.wrap(bytes, bytes.length);
        int start = 0;
        for (int end : messages.ends()) {
            decoder.decode(bytes, start, end - start, builder);
            start = end;
        }
        return builder.build(null);
    }

    private void release(ChangeBatch batch) {
        batch.release();
        builder.reuse(batch);
    }

    private long read(Row row) {
        Kind[] columns = kindsOf(row.schema());
        long sum = 0;
        for (int i = 0; i < columns.length; i++) {
            if (row.length(i) < 0) {
                continue; // null or unchanged
            }
            switch (columns[i]) {
                case BOOL -> sum += row.booleanValue(i) ? 1 : 0;
                case INT16, INT32, INT64, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> sum += row.longValue(i);
                case FLOAT32, FLOAT64 -> sum += (long) row.doubleValue(i);
                case TEXT, DECIMAL, JSON -> tally.slice(row.bytes(), row.offset(i), row.length(i));
                default -> row.write(i, tally);
            }
        }
        return sum + tally.take();
    }

    private long push(Row row) {
        int count = row.schema().columnCount();
        for (int i = 0; i < count; i++) {
            row.write(i, tally);
        }
        return tally.take();
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

    private static TableSchema schema(RelationMessage relation) {
        TypeResolver types = new TypeResolver(oid -> Optional.empty());
        TableId table = new TableId(relation.schema(), relation.table());
        List<Column> columns = relation.columns().stream()
                .map(column -> {
                    ValueType value = types.resolve(column.typeOid(), column.typmod(), table, column.name());
                    return new Column(column.name(), value.type(), true, value.decoder());
                })
                .toList();
        return new TableSchema(table, columns, new int[] {0}, true);
    }
}
