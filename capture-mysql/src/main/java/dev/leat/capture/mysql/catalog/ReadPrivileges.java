package dev.leat.capture.mysql.catalog;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.session.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** Which tables the account may read as a whole: of columns that it may not read, the catalog shows nothing. */
public final class ReadPrivileges {
    private static final String PARTS =
            "SELECT DISTINCT TABLE_SCHEMA, TABLE_NAME FROM information_schema.COLUMN_PRIVILEGES";

    /** The server's number for a missing right to a table, or to a column of one. */
    private static final Set<Integer> DENIED = Set.of(1142, 1143);

    private final Session session;
    private final Set<TableId> inParts;

    private ReadPrivileges(Session session, Set<TableId> inParts) {
        this.session = session;
        this.inParts = inParts;
    }

    /** Of the session's account. */
    public static ReadPrivileges of(Session session) throws SQLException {
        Set<TableId> inParts = new HashSet<>();
        try (Statement statement = session.jdbc().createStatement();
                ResultSet rows = statement.executeQuery(PARTS)) {
            while (rows.next()) {
                inParts.add(new TableId(rows.getString(1), rows.getString(2)));
            }
        }
        return new ReadPrivileges(session, inParts);
    }

    /** Whether every column of the table may be read. */
    public boolean include(TableDefinition table) throws SQLException {
        boolean isShown = !table.columns().isEmpty();
        for (int i = 0; i < table.columns().size(); i++) {
            TableColumn column = table.columns().get(i);
            isShown &= column.isSelectable() && column.ordinal() == i + 1;
        }
        TableId id = table.table().id();
        return isShown && (!inParts.contains(id) || isReadable(id));
    }

    private boolean isReadable(TableId table) throws SQLException {
        try (Statement statement = session.jdbc().createStatement()) {
            statement.execute("SELECT * FROM " + Sql.qualified(table) + " LIMIT 0");
            return true;
        } catch (SQLException refused) {
            if (DENIED.contains(refused.getErrorCode())) {
                return false;
            }
            throw refused;
        }
    }
}
