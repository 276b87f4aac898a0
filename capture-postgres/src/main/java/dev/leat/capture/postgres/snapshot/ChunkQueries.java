package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.session.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The SQL that reads one table in pieces. */
final class ChunkQueries {
    private final SnapshotTable table;
    private final KeyConditions key;

    ChunkQueries(SnapshotTable table) {
        this.table = table;
        this.key = new KeyConditions(table.key());
    }

    String lock() {
        return "LOCK TABLE " + table.sql() + " IN ACCESS SHARE MODE";
    }

    /**
     * The key of the row with this number, from 1, behind a bound; no row when there are fewer. The texts have the columns'
     * own names: a bare name in ORDER BY would mean the text, and 10 come before 9.
     */
    String keyOfRow(byte @Nullable [] after, long number) {
        String texts = table.key().stream()
                .map(part -> Sql.identifier(part.column()) + "::text")
                .collect(Collectors.joining(", "));
        String order = table.key().stream()
                .map(part -> "r." + Sql.identifier(part.column()))
                .collect(Collectors.joining(", "));
        return "SELECT " + texts + " FROM " + table.sql() + " AS r" + where(after, null) + " ORDER BY " + order
                + " OFFSET " + (number - 1) + " LIMIT 1";
    }

    /** The first rows within bounds, in the order of the key; all of them where there is none. */
    String copy(TableSchema schema, ChunkBounds bounds, long maxRows) {
        String rows = select(schema) + where(bounds.lower(), bounds.upper());
        if (!table.hasKey()) {
            return copy(rows);
        }
        return copy(rows + " ORDER BY " + key.columns() + limit(maxRows));
    }

    private static String limit(long maxRows) {
        return maxRows == Integer.MAX_VALUE ? "" : " LIMIT " + maxRows;
    }

    /** The rows of whole pages, in any order. */
    String copyPages(TableSchema schema, Optional<Place> behind, Optional<Place> upTo) {
        return copy(select(schema) + between(behind, upTo));
    }

    /** Each row behind its place, in the order of the places. */
    String copyPlaced(TableSchema schema, Optional<Place> behind, Optional<Place> upTo, int maxRows) {
        return copy("SELECT ctid, " + columns(schema) + " FROM " + table.sql() + between(behind, upTo)
                + " ORDER BY ctid" + limit(maxRows));
    }

    /** The place of the row with this number, from 1, among those between two places; no row when there are fewer. */
    String placeOfRow(Optional<Place> behind, Optional<Place> upTo, int number) {
        return "SELECT ctid FROM " + table.sql() + between(behind, upTo) + " ORDER BY ctid OFFSET " + (number - 1)
                + " LIMIT 1";
    }

    private String between(Optional<Place> behind, Optional<Place> upTo) {
        List<String> conditions = new ArrayList<>();
        behind.ifPresent(place -> conditions.add("ctid > '" + place.tid() + "'"));
        upTo.ifPresent(place -> conditions.add("ctid <= '" + place.tid() + "'"));
        return where(conditions);
    }

    /** The rows that have one of these keys. */
    String copy(TableSchema schema, List<RowKey> wanted) {
        List<List<String>> keys = wanted.stream().map(ChunkQueries::texts).toList();
        return copy(select(schema) + " WHERE " + key.oneOf(keys) + filter(" AND "));
    }

    private static String copy(String query) {
        return "COPY (" + query + ") TO STDOUT";
    }

    private String select(TableSchema schema) {
        return "SELECT " + columns(schema) + " FROM " + table.sql();
    }

    private static String columns(TableSchema schema) {
        return Sql.identifiers(schema.columns().stream().map(Column::name).toList());
    }

    private String where(byte @Nullable [] lower, byte @Nullable [] upper) {
        List<String> conditions = new ArrayList<>();
        if (lower != null) {
            conditions.add(key.behind(values(lower)));
        }
        if (upper != null) {
            conditions.add(key.upTo(values(upper)));
        }
        return where(conditions);
    }

    private String where(List<String> conditions) {
        return conditions.isEmpty()
                ? filter(" WHERE ")
                : " WHERE " + String.join(" AND ", conditions) + filter(" AND ");
    }

    /** The server's own text of the publication's condition: rows that it leaves out of the stream are not there. */
    private String filter(String before) {
        return table.rowFilter() == null ? "" : before + "(" + table.rowFilter() + ")";
    }

    private List<String> values(byte[] bound) {
        List<String> values = KeyBounds.decode(bound);
        if (values.size() != table.key().size()) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the key of " + table.id() + " has changed since its seeding began: it had " + values.size()
                            + " column(s) and has " + table.key().size()
                            + "; seed it anew with `leat reseed FILE " + table.id() + "`");
        }
        return values;
    }

    private static List<String> texts(RowKey key) {
        return IntStream.range(0, key.partCount())
                .mapToObj(part -> new String(key.part(part), StandardCharsets.UTF_8))
                .toList();
    }
}
