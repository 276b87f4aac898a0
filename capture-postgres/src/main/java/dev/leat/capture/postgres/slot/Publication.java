package dev.leat.capture.postgres.slot;

import dev.leat.api.schema.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A row of {@code pg_publication} and what it publishes.
 *
 * @param operations the published operations as {@code publish} has them
 * @param viaRoot whether changes of partitions are published as their root's
 * @param allTables whether it is FOR ALL TABLES
 * @param tables the tables that it publishes, with partitions as their roots where {@code viaRoot}
 */
record Publication(Set<String> operations, boolean viaRoot, boolean allTables, Set<TableId> tables) {
    static Optional<Publication> find(Connection session, String name) throws SQLException {
        try (PreparedStatement statement =
                session.prepareStatement("SELECT pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot, puballtables"
                        + " FROM pg_publication WHERE pubname = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Set<String> operations = new TreeSet<>();
                String[] names = {"insert", "update", "delete", "truncate"};
                for (int i = 0; i < names.length; i++) {
                    if (row.getBoolean(i + 1)) {
                        operations.add(names[i]);
                    }
                }
                return Optional.of(
                        new Publication(operations, row.getBoolean(5), row.getBoolean(6), tables(session, name)));
            }
        }
    }

    private static Set<TableId> tables(Connection session, String name) throws SQLException {
        Set<TableId> tables = new TreeSet<>();
        try (PreparedStatement statement =
                session.prepareStatement("SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tables.add(new TableId(row.getString(1), row.getString(2)));
                }
            }
        }
        return tables;
    }
}
