package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.value.PgType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads types with everything that they consist of. */
public final class Types {

    private static final String TYPES = """
            SELECT t.oid::int8, n.nspname, t.typname, t.typtype, t.typbasetype::int8, t.typtypmod,
                   CASE WHEN t.typsubscript = 'array_subscript_handler'::regproc THEN t.typelem::int8 ELSE 0 END,
                   element.typdelim,
                   EXISTS (SELECT FROM pg_cast c
                            WHERE c.castsource = t.oid AND c.casttarget = 'json'::regtype AND c.castmethod = 'f'),
                   (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
                   (SELECT c.relnatts FROM pg_class c WHERE c.oid = t.typrelid)
              FROM pg_type t
              JOIN pg_namespace n ON n.oid = t.typnamespace
              LEFT JOIN pg_type element ON element.oid = t.typelem
             WHERE t.oid = ANY (?::int8[]::oid[])
            """;

    private static final String FIELDS = """
            SELECT t.oid::int8, a.attname, a.atttypid::int8, a.atttypmod, a.attnum
              FROM pg_type t
              JOIN pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE t.oid = ANY (?::int8[]::oid[]) AND t.typtype = 'c'
             ORDER BY t.oid, a.attnum
            """;

    private final Connection session;

    public Types(Connection session) {
        this.session = session;
    }

    /**
     * These types and all that they refer to: elements of arrays, base types of domains, fields of composites. A type that
     * does not exist is absent from the answer.
     */
    public Map<Integer, PgType> read(Collection<Integer> oids) throws SQLException {
        Map<Integer, PgType> types = new HashMap<>();
        Set<Integer> asked = new HashSet<>();
        Set<Integer> open = new HashSet<>(oids);
        while (!open.isEmpty()) {
            asked.addAll(open);
            Map<Integer, PgType> found = readOnly(open);
            types.putAll(found);
            open = new HashSet<>();
            for (PgType type : found.values()) {
                open.addAll(parts(type));
            }
            open.removeAll(asked);
        }
        return types;
    }

    private static List<Integer> parts(PgType type) {
        if (type instanceof PgType.Array array) {
            return List.of(array.element());
        }
        if (type instanceof PgType.Domain domain) {
            return List.of(domain.base());
        }
        if (type instanceof PgType.Composite composite) {
            return composite.fields().stream().map(PgType.Field::type).toList();
        }
        return List.of();
    }

    private Map<Integer, PgType> readOnly(Set<Integer> oids) throws SQLException {
        java.sql.Array array = session.createArrayOf(
                "int8", oids.stream().map(Integer::toUnsignedLong).toArray());
        Map<Integer, List<PgType.Field>> fields = fields(array);
        Map<Integer, PgType> types = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(TYPES)) {
            statement.setArray(1, array);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    PgType type = type(row, fields);
                    types.put(type.oid(), type);
                }
            }
        }
        return types;
    }

    private Map<Integer, List<PgType.Field>> fields(java.sql.Array oids) throws SQLException {
        Map<Integer, List<PgType.Field>> fields = new HashMap<>();
        try (PreparedStatement statement = session.prepareStatement(FIELDS)) {
            statement.setArray(1, oids);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    fields.computeIfAbsent((int) row.getLong(1), oid -> new ArrayList<>())
                            .add(new PgType.Field(
                                    row.getString(2), (int) row.getLong(3), row.getInt(4), row.getInt(5)));
                }
            }
        }
        return fields;
    }

    private static PgType type(ResultSet row, Map<Integer, List<PgType.Field>> fields) throws SQLException {
        int oid = (int) row.getLong(1);
        String schema = row.getString(2);
        String name = row.getString(3);
        int element = (int) row.getLong(7);
        boolean castsToJson = row.getBoolean(9);
        if (element != 0) {
            return new PgType.Array(oid, schema, name, element, row.getString(8).charAt(0));
        }
        return switch (row.getString(4)) {
            case "d" -> new PgType.Domain(oid, schema, name, (int) row.getLong(5), row.getInt(6));
            case "e" -> new PgType.Enumeration(oid, schema, name, labels(row), castsToJson);
            case "c" -> new PgType.Composite(oid, schema, name, fields.getOrDefault(oid, List.of()), row.getInt(11));
            case "r", "m" -> new PgType.Range(oid, schema, name, castsToJson);
            default -> new PgType.Base(oid, schema, name, castsToJson);
        };
    }

    private static List<String> labels(ResultSet row) throws SQLException {
        java.sql.Array labels = row.getArray(10);
        return labels == null ? List.of() : List.of((String[]) labels.getArray());
    }
}
