package dev.leat.benchmarks.endtoend;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The threads of a server that send its log, over a session of a superuser, on this machine; with {@code performance_schema}. Such a
 * thread notices late that its client is gone: it sends as long as the connection is open.
 */
record DumpThreads(Connection session, int port) {
    private static final String QUERY =
            "SELECT thread.thread_os_id, process.host FROM performance_schema.threads thread"
                    + " JOIN performance_schema.processlist process ON process.id = thread.processlist_id"
                    + " WHERE thread.processlist_command LIKE 'Binlog Dump%'";

    /** Threads serve one connection after the other: what it took before is not this one's. */
    private record DumpThread(ProcessClock clock, double before, TcpConnection connection) implements Sender {
        @Override
        public OptionalDouble cpuSeconds() {
            OptionalDouble now = connection.isOpen() ? clock.cpuSeconds() : OptionalDouble.empty();
            return now.isPresent() ? OptionalDouble.of(now.getAsDouble() - before) : now;
        }
    }

    /** The one that sends to whoever reads the log now. */
    Optional<Sender> sender() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            while (row.next()) {
                String client = row.getString(2);
                int clientPort = Integer.parseInt(client.substring(client.lastIndexOf(':') + 1));
                TcpConnection connection = new TcpConnection(clientPort, port);
                if (connection.isOpen()) {
                    ProcessClock clock = ProcessClock.ofThread(row.getLong(1));
                    return Optional.of(new DumpThread(clock, clock.cpuSeconds().orElse(0), connection));
                }
            }
            return Optional.empty();
        }
    }
}
