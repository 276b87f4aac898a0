package dev.leat.benchmarks.endtoend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Replication slots, over a session of a superuser. */
record Slots(Connection session) {
    /** Makes a slot that stands where another one does, in place of what had its name. */
    void copy(String from, String to) throws SQLException {
        drop(to);
        execute("SELECT pg_copy_logical_replication_slot(?, ?)", from, to);
    }

    /** Drops a slot if it is there. */
    void drop(String slot) throws SQLException {
        execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?", slot);
    }

    /** The process that sends to whoever reads the slot. */
    Optional<Sender> sender(String slot) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(
                "SELECT active_pid FROM pg_replication_slots WHERE slot_name = ? AND active_pid IS NOT NULL")) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(ProcessClock.ofProcess(row.getLong(1))) : Optional.empty();
            }
        }
    }

    private void execute(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
