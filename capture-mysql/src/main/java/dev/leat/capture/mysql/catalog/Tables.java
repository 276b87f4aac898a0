package dev.leat.capture.mysql.catalog;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads tables, their columns and their unique indexes. Those to which the account has no right at all are not there. */
public final class Tables {
    private static final String TABLES = """
            SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, t.ENGINE, e.TRANSACTIONS = 'YES', t.TABLE_ROWS
              FROM information_schema.TABLES t
              LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
             WHERE t.TABLE_SCHEMA NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')
            """;

    private static final String ONE_TABLE = " AND t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ?";

    /** An index of which any column allows null lets equal rows be. */
    private static final String INDEXES = """
            SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART IS NOT NULL
              FROM information_schema.STATISTICS
             WHERE TABLE_SCHEMA = ? AND NON_UNIQUE = 0
            """;

    private static final String INDEXES_OF_TABLE = " AND TABLE_NAME = ?";
    private static final String ORDER = " ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

    private static final long UNKNOWN = -1;

    private final Session session;
    private final Columns columns;

    public Tables(Session session) {
        this(session, new CollationNumbers());
    }

    /** @param collations what is known of them from elsewhere */
    public Tables(Session session, CollationNumbers collations) {
        this.session = session;
        this.columns = new Columns(session, collations);
    }

    /** All tables, views and the like outside the system's own schemas, by schema and name. */
    public List<Table> all() throws SQLException {
        try (PreparedStatement statement = session.jdbc().prepareStatement(TABLES)) {
            return read(statement);
        }
    }

    /** The table with exactly this name. */
    public Optional<Table> find(TableId id) throws SQLException {
        try (PreparedStatement statement = session.jdbc().prepareStatement(TABLES + ONE_TABLE)) {
            statement.setString(1, id.schema());
            statement.setString(2, id.name());
            return read(statement).stream()
                    .filter(table -> table.id().equals(id))
                    .findFirst();
        }
    }

    private static List<Table> read(PreparedStatement statement) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String engine = rows.getString(4);
                boolean isTransactional = rows.getBoolean(5);
                long estimated = rows.getLong(6);
                tables.add(new Table(
                        new TableId(rows.getString(1), rows.getString(2)),
                        Table.Kind.of(rows.getString(3)),
                        engine == null ? "" : engine,
                        isTransactional,
                        rows.wasNull() ? UNKNOWN : estimated));
            }
        }
        tables.sort((a, b) -> a.id().compareTo(b.id()));
        return tables;
    }

    /** The columns and indexes of these tables, in the order of the tables. */
    public List<TableDefinition> define(Collection<Table> tables) throws SQLException {
        String only = tables.size() == 1 ? tables.iterator().next().id().name() : null;
        Map<String, Map<String, List<TableColumn>>> columnsBySchema = new HashMap<>();
        Map<String, Map<String, List<TableIndex>>> indexesBySchema = new HashMap<>();
        TreeSet<String> schemas = new TreeSet<>();
        tables.forEach(table -> schemas.add(table.id().schema()));
        for (String schema : schemas) {
            columnsBySchema.put(schema, columns.read(schema, only));
            indexesBySchema.put(schema, indexes(schema, only));
        }
        List<TableDefinition> definitions = new ArrayList<>();
        for (Table table : tables) {
            TableId id = table.id();
            definitions.add(new TableDefinition(
                    table,
                    columnsBySchema.getOrDefault(id.schema(), Map.of()).getOrDefault(id.name(), List.of()),
                    indexesBySchema.getOrDefault(id.schema(), Map.of()).getOrDefault(id.name(), List.of())));
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

    private Map<String, List<TableIndex>> indexes(String schema, @Nullable String table) throws SQLException {
        Map<String, Map<String, Parts>> parts = new HashMap<>();
        String query = INDEXES + (table == null ? "" : INDEXES_OF_TABLE) + ORDER;
        try (PreparedStatement statement = session.jdbc().prepareStatement(query)) {
            statement.setString(1, schema);
            if (table != null) {
                statement.setString(2, table);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    parts.computeIfAbsent(rows.getString(1), any -> new TreeMap<>())
                            .computeIfAbsent(rows.getString(2), any -> new Parts())
                            .add(rows.getString(3), rows.getBoolean(4));
                }
            }
        }
        Map<String, List<TableIndex>> indexes = new HashMap<>();
        parts.forEach((name, named) -> indexes.put(
                name,
                named.entrySet().stream()
                        .map(index -> index.getValue().index(index.getKey()))
                        .toList()));
        return indexes;
    }

    /** An index while its rows are read. */
    private static final class Parts {
        private final List<String> columns = new ArrayList<>();
        private boolean hasPrefix;
        private boolean hasExpression;

        /** @param column null for an expression */
        void add(@Nullable String column, boolean isPrefix) {
            hasPrefix |= isPrefix;
            if (column == null) {
                hasExpression = true;
            } else {
                columns.add(column);
            }
        }

        TableIndex index(String name) {
            return new TableIndex(name, columns, hasPrefix, hasExpression);
        }
    }
}
