package dev.leat.core.deadletter;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change outside its batch: its columns by name and type, and their values as the source wrote them. It becomes a change
 * again with the schema of a capture of the same source.
 *
 * @param operation what it does
 * @param sequence of its transaction
 * @param ordinal in its transaction
 * @param micros when its transaction was committed
 * @param transaction the transaction's id
 * @param position the transaction's position, as text
 * @param image how much of the old row there is
 * @param columns in the order of the values
 * @param after the new row's values; empty when there is none
 * @param before the old row's values; empty when there is none
 */
record StoredChange(
        Operation operation,
        long sequence,
        int ordinal,
        long micros,
        String transaction,
        String position,
        BeforeImage image,
        List<StoredColumn> columns,
        List<StoredValue> after,
        List<StoredValue> before) {

    /**
     * A column.
     *
     * @param type as the source's type was understood
     */
    record StoredColumn(String name, String type) {}

    /** A value; its bytes are null for null and for what the log did not carry. */
    static final class StoredValue {
        static final StoredValue NULL = new StoredValue(false, null);
        static final StoredValue UNCHANGED = new StoredValue(true, null);

        private final boolean unchanged;
        private final byte @Nullable [] bytes;

        private StoredValue(boolean unchanged, byte @Nullable [] bytes) {
            this.unchanged = unchanged;
            this.bytes = bytes;
        }

        static StoredValue of(byte[] bytes) {
            return new StoredValue(false, bytes);
        }

        boolean unchanged() {
            return unchanged;
        }

        byte @Nullable [] bytes() {
            return bytes;
        }
    }

    static StoredChange of(ChangeCursor change) {
        List<StoredColumn> columns = change.schema().columns().stream()
                .map(column -> new StoredColumn(column.name(), column.type().toString()))
                .toList();
        return new StoredChange(
                change.operation(),
                change.sequence(),
                change.ordinal(),
                change.commitMicros(),
                text(change, change.transactionIdOffset(), change.transactionIdLength()),
                text(change, change.positionOffset(), change.positionLength()),
                change.beforeImage(),
                columns,
                change.hasAfter() ? values(change.after()) : List.of(),
                change.beforeImage() == BeforeImage.ABSENT ? List.of() : values(change.before()));
    }

    private static String text(ChangeCursor change, int offset, int length) {
        return new String(change.texts(), offset, length, StandardCharsets.US_ASCII);
    }

    private static List<StoredValue> values(Row row) {
        List<StoredValue> values = new ArrayList<>();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            if (row.isUnchanged(i)) {
                values.add(StoredValue.UNCHANGED);
            } else if (row.isNull(i)) {
                values.add(StoredValue.NULL);
            } else {
                int from = row.offset(i);
                values.add(StoredValue.of(Arrays.copyOfRange(row.bytes(), from, from + row.length(i))));
            }
        }
        return values;
    }

    /** The change's key, where the table's key columns are still those that it was made with. */
    Optional<RowKey> key(TableSchema schema) {
        List<StoredValue> image = after.isEmpty() ? before : after;
        ChangeBatchBuilder builder = begin();
        builder.open(Operation.DELETE, schema, false, BeforeImage.KEY);
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            int column = schema.keyColumn(part);
            int stored = columns.indexOf(new StoredColumn(
                    schema.column(column).name(), schema.column(column).type().toString()));
            byte[] value =
                    stored < 0 || image.isEmpty() ? null : image.get(stored).bytes();
            if (value == null) {
                return Optional.empty();
            }
            builder.before(column, builder.append(value, 0, value.length), value.length);
        }
        builder.close();
        ChangeCursor change = builder.build(null).cursor();
        change.seek(0);
        return Optional.of(RowKey.of(change.key()));
    }

    /** The change itself, alone in its batch, where the table's columns are still those that it was made with. */
    Optional<ChangeBatch> change(TableSchema schema) {
        List<StoredColumn> now = schema.columns().stream()
                .map(column -> new StoredColumn(column.name(), column.type().toString()))
                .toList();
        if (!now.equals(columns)) {
            return Optional.empty();
        }
        ChangeBatchBuilder builder = begin();
        if (operation != Operation.READ) {
            for (int i = 0; i < ordinal; i++) {
                builder.skip();
            }
        }
        builder.open(operation, schema, !after.isEmpty(), image);
        for (int i = 0; i < after.size(); i++) {
            StoredValue value = after.get(i);
            byte[] bytes = value.bytes();
            if (bytes != null) {
                builder.after(i, builder.append(bytes, 0, bytes.length), bytes.length);
            } else if (value.unchanged()) {
                builder.afterUnchanged(i);
            } else {
                builder.afterNull(i);
            }
        }
        for (int i = 0; i < before.size(); i++) {
            StoredValue value = before.get(i);
            byte[] bytes = value.bytes();
            if (bytes != null) {
                builder.before(i, builder.append(bytes, 0, bytes.length), bytes.length);
            } else if (value.unchanged()) {
                builder.beforeUnchanged(i);
            } else {
                builder.beforeNull(i);
            }
        }
        builder.close();
        byte[] end = position.getBytes(StandardCharsets.US_ASCII);
        builder.commit(end, end.length);
        return Optional.of(builder.build(null));
    }

    private ChangeBatchBuilder begin() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        byte[] id = transaction.getBytes(StandardCharsets.US_ASCII);
        byte[] at = position.getBytes(StandardCharsets.US_ASCII);
        builder.begin(sequence, micros, id, id.length, at, at.length);
        return builder;
    }

    @Override
    public String toString() {
        return "StoredChange[" + operation.text() + "]";
    }
}
