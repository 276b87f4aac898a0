package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.session.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The SQL that reads one table in pieces. Bounds are literals without a type: the server gives them the column's. */
final class ChunkQueries {
    private final SnapshotTable table;
    private final List<String> keys;

    ChunkQueries(SnapshotTable table) {
        this.table = table;
        TableSchema schema = table.schema();
        this.keys = table.keyOrder().isEmpty()
                ? List.of()
                : IntStream.range(0, schema.keyColumnCount())
                        .mapToObj(part -> Sql.identifier(
                                schema.column(schema.keyColumn(part)).name()))
                        .toList();
    }

    /** Whether the table has a key to order its rows by; one without is read as a whole. */
    boolean isOrdered() {
        return !keys.isEmpty();
    }

    String lock() {
        return "LOCK TABLE " + name() + " IN ACCESS SHARE MODE";
    }

    /** The key of the row with this number, from 1, behind a bound; no row when there are fewer. */
    String keyOfRow(byte @Nullable [] after, long number) {
        String columns = keys.stream().map(key -> key + "::text").collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM " + name() + where(after, null) + " ORDER BY " + order() + " OFFSET "
                + (number - 1) + " LIMIT 1";
    }

    /** The rows within bounds, in the order of the key. */
    String copy(ChunkBounds bounds) {
        String rows = "SELECT " + columns() + " FROM " + name() + where(bounds.lower(), bounds.upper());
        return copy(isOrdered() ? rows + " ORDER BY " + order() : rows);
    }

    String copy(List<RowKey> wanted) {
        String tuples = wanted.stream()
                .map(key -> tuple(IntStream.range(0, key.partCount())
                        .mapToObj(part -> new String(key.part(part), StandardCharsets.UTF_8))
                        .toList()))
                .collect(Collectors.joining(", "));
        return copy("SELECT " + columns() + " FROM " + name() + " WHERE (" + String.join(", ", keys) + ") IN (" + tuples
                + ")");
    }

    private static String copy(String query) {
        return "COPY (" + query + ") TO STDOUT";
    }

    private String columns() {
        return table.schema().columns().stream()
                .map(Column::name)
                .map(Sql::identifier)
                .collect(Collectors.joining(", "));
    }

    private String name() {
        String name = Sql.qualified(
                table.schema().table().schema(), table.schema().table().name());
        return table.isPartitioned() ? name : "ONLY " + name;
    }

    private String order() {
        return String.join(", ", keys);
    }

    private String where(byte @Nullable [] lower, byte @Nullable [] upper) {
        List<String> conditions = new ArrayList<>();
        if (lower != null) {
            conditions.add(behind(KeyBounds.decode(lower)));
        }
        if (upper != null) {
            conditions.add("NOT " + behind(KeyBounds.decode(upper)));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** Rows behind a key. Keys are never null, so that its negation is "up to and including". */
    private String behind(List<String> values) {
        boolean builtIn = table.keyOrder().stream().allMatch("OPERATOR(pg_catalog.>)"::equals);
        if (builtIn) {
            return "((" + order() + ") > " + tuple(values) + ")";
        }
        return "(" + behind(values, 0) + ")";
    }

    private String behind(List<String> values, int part) {
        String column = keys.get(part);
        String value = Sql.literal(values.get(part));
        String greater = column + " " + table.keyOrder().get(part) + " " + value;
        if (part == keys.size() - 1) {
            return greater;
        }
        String notLess = "NOT (" + value + " " + table.keyOrder().get(part) + " " + column + ")";
        return "(" + greater + " OR (" + notLess + " AND " + behind(values, part + 1) + "))";
    }

    private static String tuple(List<String> values) {
        return values.stream().map(Sql::literal).collect(Collectors.joining(", ", "(", ")"));
    }
}
