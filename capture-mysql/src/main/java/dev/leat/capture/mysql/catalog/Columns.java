package dev.leat.capture.mysql.catalog;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.session.Sql;
import dev.leat.capture.mysql.value.WireColumn;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code information_schema.COLUMNS}. Used for one session, one after the other. */
final class Columns {
    private static final String COLUMNS = """
            SELECT TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_OCTET_LENGTH,
                   NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, IS_NULLABLE, CHARACTER_SET_NAME, COLLATION_NAME,
                   COLUMN_DEFAULT, EXTRA, PRIVILEGES
              FROM information_schema.COLUMNS
             WHERE TABLE_SCHEMA = ?
            """;

    private static final String CHECKS =
            "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS"
                    + " WHERE CONSTRAINT_SCHEMA = ?";

    private static final String ONE_TABLE = " AND TABLE_NAME = ?";
    private static final String ORDER = " ORDER BY TABLE_NAME, ORDINAL_POSITION";

    /** MySQL can hide the primary key that it has given to a table without one; the log has it all the same. */
    private static final String SHOW_GENERATED_KEYS =
            "SET SESSION show_gipk_in_create_table_and_information_schema = ON";

    private final Session session;
    private final WireColumns wires;
    private final boolean isMariaDb;
    private final CollationNumbers collations;

    Columns(Session session, CollationNumbers collations) {
        this.session = session;
        this.collations = collations;
        this.isMariaDb = session.version().isMariaDb();
        this.wires = new WireColumns(isMariaDb);
    }

    /**
     * The columns by their table, in their order.
     *
     * @param table null: of all tables of the schema
     */
    Map<String, List<TableColumn>> read(String schema, @Nullable String table) throws SQLException {
        if (!isMariaDb && session.version().isAtLeast(8, 0, 30)) {
            session.execute(SHOW_GENERATED_KEYS);
        }
        Set<TableId> documents = isMariaDb ? documents(schema, table) : Set.of();
        Map<String, List<TableColumn>> columns = new TreeMap<>();
        try (PreparedStatement statement = prepare(COLUMNS, ORDER, schema, table);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (table == null || table.equals(name)) {
                    columns.computeIfAbsent(name, any -> new ArrayList<>()).add(column(name, rows, documents));
                }
            }
        }
        return columns;
    }

    private PreparedStatement prepare(String query, String order, String schema, @Nullable String table)
            throws SQLException {
        PreparedStatement statement = session.jdbc().prepareStatement(query + (table == null ? "" : ONE_TABLE) + order);
        statement.setString(1, schema);
        if (table != null) {
            statement.setString(2, table);
        }
        return statement;
    }

    private TableColumn column(String table, ResultSet row, Set<TableId> documents) throws SQLException {
        String name = row.getString(3);
        String dataType = row.getString(4);
        String columnType = row.getString(5);
        String characterSet = row.getString(11);
        String collation = row.getString(12);
        String extra = row.getString(14);
        boolean isVisible = !extra.contains("INVISIBLE");
        CatalogColumn type = new CatalogColumn(
                name,
                dataType,
                columnType,
                row.getLong(6),
                row.getInt(7),
                row.getInt(8),
                row.getInt(9),
                row.getString(10).equals("YES"),
                collation == null ? WireColumn.NO_COLLATION : collations.of(collation, session),
                dataType.equals("enum") || dataType.equals("set")
                        ? Labels.read(session.jdbc(), columnType, characterSet == null ? "binary" : characterSet)
                        : null,
                isVisible || isMariaDb, // which does not log it
                isUtf8(characterSet) && documents.contains(new TableId(table, name)));
        return new TableColumn(
                row.getInt(2),
                name,
                dataType,
                columnType,
                type.isNullable(),
                TableColumn.Generated.of(extra),
                isVisible,
                hasDefault(row.getString(13)),
                extra.contains("auto_increment"),
                row.getString(15).contains("select"),
                wires.of(type));
    }

    private static boolean isUtf8(@Nullable String characterSet) {
        return characterSet != null && characterSet.startsWith("utf8");
    }

    /** MariaDB has the default as an expression. */
    private boolean hasDefault(@Nullable String expression) {
        return expression != null && !(isMariaDb && expression.equals("NULL"));
    }

    /** The table and column of each {@code JSON} of MariaDB, which is a text with the check that this type brings. */
    private Set<TableId> documents(String schema, @Nullable String table) throws SQLException {
        Set<TableId> found = new HashSet<>();
        try (PreparedStatement statement = prepare(CHECKS, "", schema, table);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String column = rows.getString(2);
                if (rows.getString(3).equals("json_valid(" + Sql.identifier(column) + ")")) {
                    found.add(new TableId(rows.getString(1), column));
                }
            }
        }
        return found;
    }
}
