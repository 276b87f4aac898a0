package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.catalog.Trace.Part;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads the traces of tables; waits for locks of partitions that were replaced only, and not for long. */
public final class Traces {
    /**
     * Columns and files, each with the table that it belongs to, by one query: both are of the same moment.
     *
     * <p>A column that was written by the very command that wrote the system's own columns, which are never written again, was made
     * with the table; if that was the transaction that made it a partition, the table was a partition from its first row on.
     * One that was attached has been written once more by that.
     */
    private static final String READ = """
            WITH RECURSIVE tree (root, oid, parent, attached_by) AS (
                 SELECT captured.oid, captured.oid, 0::oid, NULL::xid
                   FROM unnest(?::int8[]::oid[]) captured (oid)
                  UNION ALL
                 SELECT t.root, i.inhrelid, i.inhparent, i.xmin
                   FROM tree t
                   JOIN pg_inherits i ON i.inhparent = t.oid AND NOT i.inhdetachpending
                   JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition)
            SELECT t.root::int8, t.oid::int8, t.parent::int8, coalesce(t.attached_by::text::int8, 0), c.relfilenode::int8,
                   c.reltoastrelid::int8, c.relkind <> 'p',
                   t.attached_by IS NOT NULL AND EXISTS (
                     SELECT FROM pg_attribute own
                       JOIN pg_attribute system ON system.attrelid = own.attrelid AND system.attnum = -1
                      WHERE own.attrelid = t.oid AND own.attnum > 0
                        AND own.xmin = system.xmin AND own.cmin = system.cmin AND system.xmin = t.attached_by),
                   CASE t.parent WHEN 0 THEN
                     (SELECT array_agg(a.attnum::int8 ORDER BY a.attnum) FROM pg_attribute a
                       WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) END,
                   CASE t.parent WHEN 0 THEN
                     (SELECT array_agg(a.xmin::text::int8 ORDER BY a.attnum) FROM pg_attribute a
                       WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) END
              FROM tree t
              JOIN pg_class c ON c.oid = t.oid
            """;

    private static final String FILLED =
            "SELECT oid FROM unnest(?::int8[]) captured (oid) WHERE pg_relation_size(oid::oid::regclass) <> 0";

    private static final String WRITTEN = """
            SELECT c.oid::int8, c.xmin::text::int8, c.oid::regclass::text,
                   has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
              FROM pg_class c
             WHERE c.oid = ANY (?::int8[]::oid[])
            """;

    /** lock_not_available, query_canceled. */
    private static final Set<String> TAKES_TOO_LONG = Set.of("55P03", "57014");

    private final Connection session;

    public Traces(Connection session) {
        this.session = session;
    }

    /** Of the tables with these OIDs; those that do not exist are left out. */
    public Map<Integer, Trace> of(Collection<Integer> oids) throws SQLException {
        Map<Integer, Map<Integer, Integer>> columns = new HashMap<>();
        Map<Integer, Map<Integer, Part>> parts = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(READ)) {
            statement.setArray(1, array(oids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int root = (int) rows.getLong(1);
                    int part = (int) rows.getLong(2);
                    parts.computeIfAbsent(root, table -> new HashMap<>()).put(part, part(rows));
                    if (root == part) {
                        columns.put(root, columns(rows.getArray(9), rows.getArray(10)));
                    }
                }
            }
        }
        Map<Integer, Trace> traces = new HashMap<>();
        parts.forEach((table, found) -> traces.put(table, new Trace(columns.getOrDefault(table, Map.of()), found)));
        return traces;
    }

    /** Those of these tables that may have a row. */
    public Set<Integer> filled(Collection<Integer> oids) throws SQLException {
        Set<Integer> filled = new HashSet<>();
        try (PreparedStatement statement = session.prepareStatement(FILLED)) {
            statement.setArray(1, array(oids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    filled.add((int) rows.getLong(1));
                }
            }
        }
        return filled;
    }

    /** Rows of transactions before this one were there, or gone, when it was asked. */
    public int horizon() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::numeric % 4294967296)::int8")) {
            row.next();
            return (int) row.getLong(1);
        }
    }

    /**
     * Those of these tables that have no row from before their horizons, as far as the role may read them, each with the
     * transaction that wrote its row of {@code pg_class} last. A table that was written anew by {@code VACUUM FULL} has its rows from
     * before, with their transactions. One that can't be looked through at once counts as emptied.
     *
     * @param horizons by the tables' OIDs
     */
    public Map<Integer, Integer> emptied(Map<Integer, Integer> horizons) throws SQLException {
        Map<Integer, Integer> emptied = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(WRITTEN)) {
            statement.setArray(1, array(horizons.keySet()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int table = (int) rows.getLong(1);
                    int horizon = horizons.getOrDefault(table, 0);
                    if (!rows.getBoolean(4) || !hasRowsBefore(horizon, rows.getString(3))) {
                        emptied.put(table, (int) rows.getLong(2));
                    }
                }
            }
        }
        return emptied;
    }

    private boolean hasRowsBefore(int horizon, String table) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("BEGIN; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '5s'");
            try (ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM ONLY " + table
                    + " WHERE age(xmin) > age('" + Integer.toUnsignedString(horizon) + "'::xid))")) {
                row.next();
                return row.getBoolean(1);
            } catch (SQLException refused) {
                if (TAKES_TOO_LONG.contains(refused.getSQLState())) {
                    return false;
                }
                throw refused;
            } finally {
                statement.execute("ROLLBACK");
            }
        }
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                (int) row.getLong(3),
                (int) row.getLong(4),
                (int) row.getLong(5),
                (int) row.getLong(6),
                row.getBoolean(7),
                row.getBoolean(8));
    }

    private static Map<Integer, Integer> columns(Array numbers, Array writers) throws SQLException {
        Map<Integer, Integer> columns = new HashMap<>();
        if (numbers != null) {
            Long[] number = (Long[]) numbers.getArray();
            Long[] writer = (Long[]) writers.getArray();
            for (int i = 0; i < number.length; i++) {
                columns.put(number[i].intValue(), writer[i].intValue());
            }
        }
        return columns;
    }

    private Array array(Collection<Integer> oids) throws SQLException {
        return session.createArrayOf(
                "int8", oids.stream().map(Integer::toUnsignedLong).toArray());
    }
}
