package dev.leat.acceptance.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/**
 * One transaction that a client is about to run.
 *
 * @param connection the client's own, in a transaction
 * @param random the client's own, seeded
 * @param client from 0
 * @param clientCount how many there are
 * @param number the client's transactions that committed so far, and so its next number in the ledger
 */
public record Turn(Connection connection, Random random, int client, int clientCount, long number) {
    /** A number from {@code from} to {@code to}, both included. */
    int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    /** Runs one statement with its parameters. */
    int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** Runs statements without parameters. */
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
