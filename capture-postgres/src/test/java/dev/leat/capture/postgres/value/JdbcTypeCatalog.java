package dev.leat.capture.postgres.value;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Asks the server for every type, each time. */
public final class JdbcTypeCatalog implements TypeCatalog {
    private static final String TYPE = """
            SELECT n.nspname, t.typname, t.typtype, t.typbasetype, t.typtypmod, t.typrelid,
                   CASE WHEN t.typlen = -1 AND t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc
                        THEN t.typelem ELSE 0 END,
                   e.typdelim,
                   EXISTS (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = t.oid AND c.casttarget = 114
                           AND c.castmethod = 'f'),
                   ARRAY(SELECT l.enumlabel::text FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid
                         ORDER BY l.enumsortorder),
                   (SELECT c.relnatts FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid)
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                 LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
            WHERE t.oid = ?
            """;

    private static final String FIELDS = """
            SELECT attname, atttypid, atttypmod, attnum FROM pg_catalog.pg_attribute
            WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """;

    private final Connection connection;

    public JdbcTypeCatalog(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Optional<PgType> find(int oid) {
        try (PreparedStatement query = connection.prepareStatement(TYPE)) {
            query.setLong(1, Integer.toUnsignedLong(oid));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(read(oid, row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read type " + oid, e);
        }
    }

    private PgType read(int oid, ResultSet row) throws SQLException {
        String schema = row.getString(1);
        String name = row.getString(2);
        int element = (int) row.getLong(7);
        boolean casts = row.getBoolean(9);
        if (element != 0) {
            return new PgType.Array(oid, schema, name, element, row.getString(8).charAt(0));
        }
        return switch (row.getString(3)) {
            case "d" -> new PgType.Domain(oid, schema, name, (int) row.getLong(4), row.getInt(5));
            case "c" -> new PgType.Composite(oid, schema, name, fields(row.getLong(6)), row.getInt(11));
            case "e" -> new PgType.Enumeration(oid, schema, name, strings(row.getArray(10)), casts);
            case "r", "m" -> new PgType.Range(oid, schema, name, casts);
            default -> new PgType.Base(oid, schema, name, casts);
        };
    }

    private List<PgType.Field> fields(long relation) throws SQLException {
        List<PgType.Field> fields = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(FIELDS)) {
            query.setLong(1, relation);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    fields.add(new PgType.Field(row.getString(1), (int) row.getLong(2), row.getInt(3), row.getInt(4)));
                }
            }
        }
        return fields;
    }

    private static List<String> strings(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
