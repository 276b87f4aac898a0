package dev.leat.core.engine.decision;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.Revision;
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
 * @param revision how often rows became others without being sent
 * @param fields the columns
 */
public record RowShape(long selection, Revision revision, List<Field> fields) {
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
        return new RowShape(
                selection,
                schema.revision(),
                schema.columns().stream().map(Field::of).toList());
    }

    /**
     * What rows that come with this shape tell, of what they were known to be: rows of before may be on their way still, so
     * that they say nothing yet of rows that went. Where rows have no key, rewritten ones are others, and those of before went:
     * only what the log itself says, names and types, holds with the row.
     */
    RowShape asFarAsSent(RowShape before, boolean haveKey) {
        if (haveKey) {
            return new RowShape(selection, new Revision(revision.rewritten(), before.revision.removed()), fields);
        }
        Map<String, Field> known = new HashMap<>();
        before.fields.forEach(field -> known.put(field.name(), field));
        List<Field> sent = fields.stream()
                .map(field -> {
                    Field same = known.get(field.name());
                    return same != null && same.type().equals(field.type()) ? same : field;
                })
                .toList();
        return new RowShape(selection, before.revision, sent);
    }

    /** Whether rows went since. */
    boolean hasLostRowsBy(RowShape later) {
        return later.revision.removed() > revision.removed();
    }

    /** What is different in rows of {@code now}; empty when nothing is that matters. */
    Optional<SchemaChange> changeTo(RowShape later, TableSchema now) {
        boolean rewritesRows = later.revision.rewritten() > revision.rewritten();
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
                if (column.mayBeFilled() || isRenamed || later.selection != selection) {
                    filled.add(field.name());
                }
                continue;
            }
            gone.remove(field.name());
            if (!field.hasValuesOf(before)) {
                altered.add(field.name());
            }
        }
        boolean areRowsAlike = !rewritesRows && !hasLostRowsBy(later);
        return areRowsAlike && added.isEmpty() && altered.isEmpty() && gone.isEmpty()
                ? Optional.empty()
                : Optional.of(new SchemaChange(
                        now, added, filled, gone.keySet(), altered, rewritesRows, hasLostRowsBy(later)));
    }
}
