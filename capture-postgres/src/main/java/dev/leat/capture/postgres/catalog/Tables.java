package dev.leat.capture.postgres.catalog;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads tables, their columns and their unique indexes. */
public final class Tables {

    /** Estimates are summed over a table's partitions, of which only the leaves were counted. */
    private static final String SELECT = """
            SELECT c.oid::int8, n.nspname, c.relname, c.relkind, c.relpersistence, c.relreplident,
                   root_schema.nspname, root.relname,
                   EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid),
                   (SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
                     WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                       AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'),
                   pg_has_role(c.relowner, 'USAGE'),
                   has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
                   row_security_active(c.oid),
                   CASE c.relkind WHEN 'p' THEN coalesce(leaves.rows, 0) ELSE c.reltuples::int8 END,
                   CASE c.relkind WHEN 'p' THEN coalesce(leaves.pages, 0) ELSE c.relpages END
                     * current_setting('block_size')::int8,
                   c.relkind = 'r' AND c.relam = 2
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_class root ON c.relispartition AND root.oid = pg_partition_root(c.oid)
              LEFT JOIN pg_namespace root_schema ON root_schema.oid = root.relnamespace
              LEFT JOIN LATERAL (
                   SELECT CASE WHEN bool_or(leaf.reltuples < 0) THEN -1 ELSE sum(leaf.reltuples::int8) END AS rows,
                          sum(leaf.relpages::int8) AS pages
                     FROM pg_partition_tree(c.oid) tree
                     JOIN pg_class leaf ON leaf.oid = tree.relid
                    WHERE tree.isleaf) leaves ON c.relkind = 'p'
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """;

    private static final String USER_SCHEMAS =
            " AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY n.nspname, c.relname";

    private static final String COLUMNS = """
            SELECT a.attrelid::int8, a.attnum, a.attname, a.atttypid::int8, a.atttypmod, a.attnotnull, a.attgenerated,
                   a.atthasdef OR a.atthasmissing OR a.attidentity <> ''
              FROM pg_attribute a
             WHERE a.attrelid %s AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attrelid, a.attnum
            """;

    private static final String COLUMNS_OF_TABLES = COLUMNS.formatted("= ANY (?::int8[]::oid[])");

    /**
     * A column that the index compares otherwise than the column itself is compared (by another collation where equal is not
     * the same, by an operator class with another equality) is like an expression: rows that differ for the one are equal for
     * the other.
     */
    private static final String INDEXES = """
            SELECT i.indrelid::int8, i.indexrelid::int8, c.relname,
                   (SELECT array_agg(CASE WHEN equal.operator <> own.operator
                                            OR (k.coll <> a.attcollation AND NOT collations.deterministic)
                                          THEN 0 ELSE k.attnum END ORDER BY k.place)
                      FROM unnest(i.indkey::int2[], i.indcollation::oid[], i.indclass::oid[])
                           WITH ORDINALITY k (attnum, coll, class, place)
                      LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                      LEFT JOIN LATERAL (
                           SELECT bool_and(collisdeterministic) AS deterministic FROM pg_collation
                            WHERE oid IN (k.coll, a.attcollation)) collations ON true
                      LEFT JOIN LATERAL (
                           SELECT o.amopopr AS operator
                             FROM pg_opclass oc
                             JOIN pg_amop o ON o.amopfamily = oc.opcfamily AND o.amopstrategy = 3
                              AND o.amoplefttype = oc.opcintype AND o.amoprighttype = oc.opcintype
                            WHERE oc.oid = k.class) equal ON true
                      LEFT JOIN LATERAL (
                           SELECT o.amopopr AS operator
                             FROM pg_opclass oc
                             JOIN pg_am m ON m.oid = oc.opcmethod AND m.amname = 'btree'
                             JOIN pg_amop o ON o.amopfamily = oc.opcfamily AND o.amopstrategy = 3
                              AND o.amoplefttype = oc.opcintype AND o.amoprighttype = oc.opcintype
                            WHERE oc.opcintype = a.atttypid AND oc.opcdefault) own ON true
                     WHERE k.place <= i.indnkeyatts),
                   i.indisprimary, i.indisunique, NOT i.indimmediate, i.indisvalid AND i.indisready AND i.indislive,
                   i.indpred IS NOT NULL, i.indisreplident
              FROM pg_index i
              JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = ANY (?::int8[]::oid[]) AND (i.indisunique OR i.indisreplident)
             ORDER BY i.indrelid, c.relname
            """;

    /**
     * A table has a place for large values only if a row could be too long for a page; of a partitioned table its partitions
     * have them. Texts with a short limit never go there.
     */
    private static final String LARGE = """
            SELECT t.oid, array_agg(a.attname::text ORDER BY a.attnum), bool_or(apart.bytes > 0)
              FROM unnest(?::int8[]) t (oid)
              JOIN pg_attribute a ON a.attrelid = t.oid::oid AND a.attnum > 0 AND NOT a.attisdropped
               AND a.attlen = -1 AND a.attstorage IN ('x', 'e')
               AND NOT (a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod BETWEEN 0 AND 500)
              JOIN LATERAL (
                   SELECT sum(pg_relation_size(leaf.reltoastrelid)) AS bytes, count(*) AS places
                     FROM pg_class leaf
                    WHERE leaf.reltoastrelid <> 0
                      AND (leaf.oid = t.oid::oid
                           OR leaf.oid IN (SELECT relid FROM pg_partition_tree(t.oid::oid::regclass)))) apart
                ON apart.places > 0
             GROUP BY t.oid
            """;

    /** A partitioned table counts by its leaves. */
    private static final String UNIDENTIFIED = """
            SELECT n.nspname, c.relname, c.relreplident
              FROM unnest(?::int8[]::oid[]) captured (oid)
              JOIN LATERAL (SELECT relid FROM pg_partition_tree(captured.oid) WHERE isleaf UNION SELECT captured.oid) tree
                ON true
              JOIN pg_class c ON c.oid = tree.relid AND c.relkind = 'r'
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE CASE c.relreplident
                   WHEN 'n' THEN true
                   WHEN 'd' THEN NOT EXISTS (SELECT FROM pg_index i
                                              WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate)
                   WHEN 'i' THEN NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident)
                   ELSE false END
             ORDER BY n.nspname, c.relname
            """;

    private final Connection session;

    public Tables(Connection session) {
        this.session = session;
    }

    /** All tables, views and the like outside the system's own schemas, by schema and name. */
    public List<Table> all() throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(SELECT + USER_SCHEMAS);
                ResultSet rows = statement.executeQuery()) {
            List<Table> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(table(rows));
            }
            return tables;
        }
    }

    /** The table with exactly this name. */
    public Optional<Table> find(TableId id) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(SELECT + " AND n.nspname = ? AND c.relname = ?")) {
            statement.setString(1, id.schema());
            statement.setString(2, id.name());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(table(rows)) : Optional.empty();
            }
        }
    }

    /** The columns and indexes of these tables, in their order. */
    public List<TableDefinition> define(Collection<Table> tables) throws SQLException {
        Array oids = oids(tables);
        Map<Integer, List<TableColumn>> columns = columns(oids);
        Map<Integer, List<TableIndex>> indexes = indexes(oids);
        List<TableDefinition> definitions = new ArrayList<>();
        for (Table table : tables) {
            definitions.add(new TableDefinition(
                    table, columns.getOrDefault(table.oid(), List.of()), indexes.getOrDefault(table.oid(), List.of())));
        }
        return definitions;
    }

    /** The table with exactly this name, with its columns and indexes. */
    public Optional<TableDefinition> findDefinition(TableId id) throws SQLException {
        Optional<Table> table = find(id);
        return table.isEmpty()
                ? Optional.empty()
                : Optional.of(define(List.of(table.get())).get(0));
    }

    /** Those of these tables, or of their partitions, of whose old rows the log says nothing, each with its identity. */
    public Map<TableId, ReplicaIdentity> unidentified(Collection<Integer> oids) throws SQLException {
        Map<TableId, ReplicaIdentity> found = new TreeMap<>();
        try (PreparedStatement statement = session.prepareStatement(UNIDENTIFIED)) {
            statement.setArray(
                    1,
                    session.createArrayOf(
                            "int8", oids.stream().map(Integer::toUnsignedLong).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(new TableId(rows.getString(1), rows.getString(2)), identity(rows.getString(3)));
                }
            }
        }
        return found;
    }

    /** Asks for the columns of the table with this OID, for {@link #columns}: one of several statements that are sent at once. */
    public static String columnsOf(int oid) {
        return COLUMNS.formatted("= " + Integer.toUnsignedLong(oid));
    }

    /** Reads the answer to {@link #columnsOf}: the columns as they are; none if there is no such table. */
    public static List<TableColumn> columns(ResultSet rows) throws SQLException {
        List<TableColumn> columns = new ArrayList<>();
        while (rows.next()) {
            columns.add(column(rows));
        }
        return columns;
    }

    /** The columns of the tables with these OIDs, as they are now; tables that do not exist are left out. */
    public Map<Integer, List<TableColumn>> columns(Collection<Integer> oids) throws SQLException {
        return columns(session.createArrayOf(
                "int8", oids.stream().map(Integer::toUnsignedLong).toArray()));
    }

    private Map<Integer, List<TableColumn>> columns(Array oids) throws SQLException {
        Map<Integer, List<TableColumn>> columns = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(COLUMNS_OF_TABLES)) {
            statement.setArray(1, oids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.computeIfAbsent((int) rows.getLong(1), oid -> new ArrayList<>())
                            .add(column(rows));
                }
            }
        }
        return columns;
    }

    private static TableColumn column(ResultSet row) throws SQLException {
        return new TableColumn(
                row.getInt(2),
                row.getString(3),
                (int) row.getLong(4),
                row.getInt(5),
                row.getBoolean(6),
                TableColumn.Generated.of(row.getString(7).trim()),
                row.getBoolean(8));
    }

    /** The columns of these tables whose values may be stored apart, by the tables' OIDs; tables without any are absent. */
    public Map<Integer, LargeColumns> large(Collection<Table> tables) throws SQLException {
        Map<Integer, LargeColumns> large = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(LARGE)) {
            statement.setArray(1, oids(tables));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    large.put(
                            (int) rows.getLong(1),
                            new LargeColumns(List.of((String[]) rows.getArray(2).getArray()), rows.getBoolean(3)));
                }
            }
        }
        return large;
    }

    private Array oids(Collection<Table> tables) throws SQLException {
        return session.createArrayOf(
                "int8",
                tables.stream()
                        .map(table -> Integer.toUnsignedLong(table.oid()))
                        .toArray());
    }

    private Map<Integer, List<TableIndex>> indexes(Array oids) throws SQLException {
        Map<Integer, List<TableIndex>> indexes = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(INDEXES)) {
            statement.setArray(1, oids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Number[] keyColumns = (Number[]) rows.getArray(4).getArray();
                    indexes.computeIfAbsent((int) rows.getLong(1), oid -> new ArrayList<>())
                            .add(new TableIndex(
                                    (int) rows.getLong(2),
                                    rows.getString(3),
                                    Arrays.stream(keyColumns)
                                            .map(Number::intValue)
                                            .toList(),
                                    rows.getBoolean(5),
                                    rows.getBoolean(6),
                                    rows.getBoolean(7),
                                    rows.getBoolean(8),
                                    rows.getBoolean(9),
                                    rows.getBoolean(10)));
                }
            }
        }
        return indexes;
    }

    private static Table table(ResultSet row) throws SQLException {
        String rootSchema = row.getString(7);
        String rootName = row.getString(8);
        return new Table(
                (int) row.getLong(1),
                new TableId(row.getString(2), row.getString(3)),
                Table.Kind.of(row.getString(4)),
                row.getBoolean(16),
                rootSchema == null || rootName == null ? null : new TableId(rootSchema, rootName),
                row.getBoolean(9),
                Table.Persistence.of(row.getString(5)),
                identity(row.getString(6)),
                row.getString(10),
                row.getBoolean(11),
                row.getBoolean(12),
                row.getBoolean(13),
                row.getLong(14),
                row.getLong(15));
    }

    private static ReplicaIdentity identity(String code) {
        @Nullable ReplicaIdentity identity = ReplicaIdentity.find(code.charAt(0));
        if (identity == null) {
            throw new IllegalArgumentException("relreplident " + code);
        }
        return identity;
    }
}
