package dev.leat.capture.postgres.selection;

import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.snapshot.KeyOperators;
import dev.leat.capture.postgres.snapshot.KeyPart;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds the operators that order a key as its types' default operator classes do. */
final class KeyOrder {
    /** The type itself, or the one that a domain stands for. */
    private static final String BASE = """
            WITH RECURSIVE base (oid, kind, next) AS (
                   SELECT oid, typtype, typbasetype FROM pg_type WHERE oid = ?::int8::oid
                   UNION ALL
                   SELECT t.oid, t.typtype, t.typbasetype FROM base JOIN pg_type t ON t.oid = base.next WHERE kind = 'd')
            """;

    /** A literal that is compared with a composite value would else have the type record, which has no text. */
    private static final String CAST = BASE + "SELECT '::' || format_type(oid, NULL) FROM base WHERE kind = 'c'";

    /**
     * The five strategies of a btree operator class, from less to greater, looked up for the type that a domain stands for.
     * Types without a class of their own (varchar, enums, arrays) use one of the server's.
     */
    private static final String OPERATORS = BASE + """
            SELECT operator_schema.nspname, o.oprname
              FROM base
              JOIN pg_opclass c ON c.opcintype = base.oid AND c.opcdefault
              JOIN pg_am m ON m.oid = c.opcmethod AND m.amname = 'btree'
              JOIN pg_amop a ON a.amopfamily = c.opcfamily AND a.amoppurpose = 's'
               AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype
              JOIN pg_operator o ON o.oid = a.amopopr
              JOIN pg_namespace operator_schema ON operator_schema.oid = o.oprnamespace
              JOIN pg_namespace class_schema ON class_schema.oid = c.opcnamespace
             WHERE base.kind <> 'd' AND class_schema.nspname <> 'pg_catalog'
             ORDER BY a.amopstrategy
            """;

    private static final int STRATEGIES = 5;

    private final Connection session;

    KeyOrder(Connection session) {
        this.session = session;
    }

    List<KeyPart> of(List<TableColumn> key) throws SQLException {
        List<KeyPart> parts = new ArrayList<>();
        for (TableColumn column : key) {
            parts.add(new KeyPart(column.name(), operators(column.type()), cast(column.type())));
        }
        return parts;
    }

    private KeyOperators operators(int type) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(OPERATORS)) {
            statement.setLong(1, Integer.toUnsignedLong(type));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add("OPERATOR(" + Sql.identifier(row.getString(1)) + "." + row.getString(2) + ")");
                }
            }
        }
        return found.size() == STRATEGIES
                ? new KeyOperators(found.get(0), found.get(1), found.get(2), found.get(3), found.get(4))
                : KeyOperators.BUILT_IN;
    }

    private String cast(int type) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(CAST)) {
            statement.setLong(1, Integer.toUnsignedLong(type));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }
}
