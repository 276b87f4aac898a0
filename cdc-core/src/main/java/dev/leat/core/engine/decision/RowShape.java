package dev.leat.core.engine.decision;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SchemaChange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the rows of a table consist of, as far as a difference means that rows changed which the log did not carry.
 *
 * @param selection the fingerprint of the selection that chose the columns: another one may choose columns that were there before
 * @param fields the columns
 */
public record RowShape(long selection, List<Field> fields) {
    private static final String LABELS = "ENUM\n";

    /** Copies the list. */
    public RowShape {
        fields = List.copyOf(fields);
    }

    /**
     * A column.
     *
     * @param id as {@link Column#id}
     * @param type says whether two columns have the same values
     */
    public record Field(int id, String name, String type) {
        static Field of(Column column) {
            return new Field(column.id(), column.name(), text(column.type()));
        }

        private static String text(ColumnType type) {
            return type instanceof ColumnType.Enumeration labels
                    ? LABELS + String.join("\n", labels.labels())
                    : type.toString();
        }

        /** A label that was added changes no value, one that has another name or is gone does. */
        private boolean hasValuesOf(Field before) {
            boolean isAnother = before.id != id && before.id != 0 && id != 0;
            boolean areLabels = type.startsWith(LABELS) && before.type.startsWith(LABELS);
            return !isAnother && (areLabels ? labels(type).containsAll(labels(before.type)) : type.equals(before.type));
        }

        private static Set<String> labels(String type) {
            return Set.copyOf(Arrays.asList(type.substring(LABELS.length()).split("\n", -1)));
        }
    }

    static RowShape of(long selection, TableSchema schema) {
        return new RowShape(selection, schema.columns().stream().map(Field::of).toList());
    }

    /** What is different in rows of {@code now}; empty when nothing is that matters. */
    Optional<SchemaChange> changeTo(long newSelection, TableSchema now) {
        Map<String, Field> gone = new HashMap<>();
        fields.forEach(field -> gone.put(field.name(), field));
        Set<Integer> ids = fields.stream().map(Field::id).filter(id -> id != 0).collect(Collectors.toSet());
        Set<String> added = new TreeSet<>();
        Set<String> filled = new TreeSet<>();
        Set<String> altered = new TreeSet<>();
        for (Column column : now.columns()) {
            Field field = Field.of(column);
            Field before = gone.get(field.name());
            if (before == null) {
                added.add(field.name());
                boolean isRenamed = ids.contains(field.id());
                if (column.mayBeFilled() || isRenamed || newSelection != selection) {
                    filled.add(field.name());
                }
                continue;
            }
            gone.remove(field.name());
            if (!field.hasValuesOf(before)) {
                altered.add(field.name());
            }
        }
        return added.isEmpty() && altered.isEmpty() && gone.isEmpty()
                ? Optional.empty()
                : Optional.of(new SchemaChange(now, added, filled, gone.keySet(), altered));
    }
}
