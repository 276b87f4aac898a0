package dev.leat.capture.mysql.snapshot;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.RowKey;
import dev.leat.capture.mysql.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The SQL that reads one table in pieces. */
final class ChunkQueries {
    private final ReadTable table;
    private final KeyConditions key;
    private final String from;

    ChunkQueries(ReadTable table) {
        this.table = table;
        this.key = new KeyConditions(table);
        this.from = " FROM " + Sql.qualified(table.schema().table()) + " AS t";
    }

    /**
     * The row with this number, from 1, behind a bound; no row when there are fewer.
     *
     * @param copier of the columns that are wanted of it
     */
    String row(RowCopier copier, byte @Nullable [] after, long number) {
        return "SELECT " + copier.selectList() + from + where(after, null) + " ORDER BY " + key.order()
                + " LIMIT 1 OFFSET " + (number - 1);
    }

    /** The first rows within bounds, in the order of the key; all of them where there is none. */
    String rows(RowCopier copier, ChunkBounds bounds, long maxRows) {
        String rows = "SELECT " + copier.selectList() + from;
        if (!table.schema().hasUniqueKey()) {
            return rows;
        }
        return rows + where(bounds.lower(), bounds.upper()) + " ORDER BY " + key.order()
                + (maxRows == Integer.MAX_VALUE ? "" : " LIMIT " + maxRows);
    }

    /** The rows that the server takes for one of these keys. */
    String rows(RowCopier copier, List<RowKey> wanted) {
        List<List<byte[]>> keys = wanted.stream().map(ChunkQueries::parts).toList();
        return "SELECT " + copier.selectList() + from + " WHERE " + key.oneOf(keys);
    }

    private static List<byte[]> parts(RowKey key) {
        return IntStream.range(0, key.partCount()).mapToObj(key::part).toList();
    }

    private String where(byte @Nullable [] lower, byte @Nullable [] upper) {
        List<String> conditions = new ArrayList<>();
        if (lower != null) {
            conditions.add(key.behind(KeyBounds.decode(lower, table)));
        }
        if (upper != null) {
            conditions.add(key.upTo(KeyBounds.decode(upper, table)));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }
}
