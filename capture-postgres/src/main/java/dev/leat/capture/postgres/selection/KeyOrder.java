package dev.leat.capture.postgres.selection;

import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.session.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds the operators that order a key as its type's default operator class does, which a search path must not change. */
final class KeyOrder {
    private static final String BUILT_IN = "OPERATOR(pg_catalog.>)";

    /** Strategy 5 of a btree operator class is "greater than". */
    private static final String GREATER = """
            SELECT n.nspname, o.oprname
            FROM pg_type t
            JOIN pg_opclass c ON c.opcintype = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END AND c.opcdefault
            JOIN pg_am m ON m.oid = c.opcmethod AND m.amname = 'btree'
            JOIN pg_amop a ON a.amopfamily = c.opcfamily AND a.amopstrategy = 5
              AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype
            JOIN pg_operator o ON o.oid = a.amopopr
            JOIN pg_namespace n ON n.oid = o.oprnamespace
            WHERE t.oid = ?::int8::oid AND n.nspname <> 'pg_catalog'
            """;

    private final Connection session;

    KeyOrder(Connection session) {
        this.session = session;
    }

    List<String> of(List<TableColumn> key) throws SQLException {
        List<String> operators = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(GREATER)) {
            for (TableColumn column : key) {
                statement.setLong(1, Integer.toUnsignedLong(column.type()));
                try (ResultSet row = statement.executeQuery()) {
                    operators.add(
                            row.next()
                                    ? "OPERATOR(" + Sql.identifier(row.getString(1)) + "." + row.getString(2) + ")"
                                    : BUILT_IN);
                }
            }
        }
        return operators;
    }
}
