package dev.leat.acceptance.oracle;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as the catalog describes it, and the query that gives each row as Redis shall hold it in mode hash: its key, then
 * one text per column, null where the field shall be absent.
 *
 * @param name qualified, without quotes
 * @param columns in their order
 * @param key the names of the key's columns, in the order of the key's definition
 */
record SourceTable(String name, List<SourceColumn> columns, List<String> key) {
    static SourceTable read(Connection source, String schema, String table) throws SQLException {
        List<SourceColumn> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        try (PreparedStatement statement = source.prepareStatement("""
                SELECT a.attname, t.typname, t.typcategory
                FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = format('%I.%I', ?::text, ?::text)::regclass AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY a.attnum
                """)) {
            statement.setString(1, schema);
            statement.setString(2, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(new SourceColumn(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        try (PreparedStatement statement = source.prepareStatement("""
                SELECT a.attname
                FROM pg_index i
                CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                WHERE i.indisprimary AND i.indrelid = format('%I.%I', ?::text, ?::text)::regclass
                ORDER BY k.place
                """)) {
            statement.setString(1, schema);
            statement.setString(2, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    key.add(row.getString(1));
                }
            }
        }
        String displayed = schema.equals("public") ? table : schema + "." + table;
        return new SourceTable(displayed, columns, key);
    }

    String query(String schema, String table) {
        String keyText = key.stream()
                .map(name -> columns.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .map(column -> "replace(replace(" + column.text() + ", '\\', '\\\\'), ':', '\\:')")
                .collect(Collectors.joining(" || ':' || "));
        String fields = columns.stream().map(SourceColumn::text).collect(Collectors.joining(", "));
        return "SELECT '" + name + ":' || " + keyText + ", " + fields + " FROM " + SourceColumn.quoted(schema) + "."
                + SourceColumn.quoted(table);
    }
}
