package dev.leat.benchmarks.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the benchmarks decode is what a server sends for the same rows, byte for byte but for the table's OID. */
final class RecordingIT {
    private static final int ROWS = 100; // one transaction of a recording

    @ParameterizedTest
    @EnumSource(Workload.class)
    void hasTheBytesOfAServer(Workload workload) throws SQLException {
        List<byte[]> recorded = messages(Recording.of(workload, ROWS));
        try (TestDatabase database = PostgresServer.shared().createDatabase();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            statement.execute("CREATE TABLE t (" + columns(workload) + ", PRIMARY KEY (id))");
            statement.execute("CREATE PUBLICATION p FOR TABLE t");
            List<byte[]> rows = of(workload.isUpdate() ? 'U' : 'I', recorded);
            if (workload.isUpdate()) {
                statement.execute("ALTER TABLE t REPLICA IDENTITY FULL");
                write(connection, "INSERT INTO t VALUES (" + places(workload) + ")", oldTuples(rows));
            }
            statement.execute("SELECT pg_create_logical_replication_slot('" + database.name() + "', 'pgoutput')");
            String write = workload.isUpdate()
                    ? "UPDATE t SET (" + names(workload) + ") = ROW (" + places(workload) + ") WHERE id = ?::int8"
                    : "INSERT INTO t VALUES (" + places(workload) + ")";
            write(connection, write, newTuples(workload, rows));

            List<byte[]> sent = sent(statement, database.name());

            for (char kind : "RIU".toCharArray()) {
                assertThat(withoutOids(of(kind, recorded)))
                        .as("messages %s", kind)
                        .containsExactlyElementsOf(withoutOids(of(kind, sent)));
            }
            for (char kind : "BC".toCharArray()) {
                assertThat(of(kind, recorded)).as("messages %s", kind).hasSameSizeAs(of(kind, sent));
                assertThat(of(kind, recorded).get(0))
                        .hasSameSizeAs(of(kind, sent).get(0));
            }
        }
    }

    private static String columns(Workload workload) {
        return workload.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
    }

    private static String names(Workload workload) {
        return workload.columns().stream().map(Workload.Column::name).collect(Collectors.joining(", "));
    }

    private static String places(Workload workload) {
        return workload.columns().stream().map(column -> "?::" + column.type()).collect(Collectors.joining(", "));
    }

    /** All rows in one transaction. */
    private static void write(Connection connection, String sql, List<List<String>> rows) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<String> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    statement.setString(i + 1, row.get(i));
                }
                statement.execute();
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static List<List<String>> oldTuples(List<byte[]> updates) {
        return updates.stream()
                .map(update -> tuple(ByteBuffer.wrap(update, 6, update.length - 6)))
                .toList();
    }

    /** The values of a statement's places: those of the row, and for an update its key once more. */
    private static List<List<String>> newTuples(Workload workload, List<byte[]> rows) {
        return rows.stream()
                .map(row -> {
                    ByteBuffer message = ByteBuffer.wrap(row, 6, row.length - 6);
                    if (!workload.isUpdate()) {
                        return tuple(message);
                    }
                    tuple(message);
                    message.get(); // N
                    List<String> values = new ArrayList<>(tuple(message));
                    values.add(values.get(0));
                    return values;
                })
                .toList();
    }

    private static List<String> tuple(ByteBuffer message) {
        int columns = message.getShort();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            assertThat((char) message.get()).isEqualTo('t');
            byte[] value = new byte[message.getInt()];
            message.get(value);
            values.add(new String(value, UTF_8));
        }
        return values;
    }

    private static List<byte[]> messages(Recording recording) {
        List<byte[]> messages = new ArrayList<>();
        int start = 0;
        for (int end : recording.ends()) {
            messages.add(Arrays.copyOfRange(recording.bytes(), start, end));
            start = end;
        }
        return messages;
    }

    private static List<byte[]> sent(Statement statement, String slot) throws SQLException {
        List<byte[]> messages = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT data FROM pg_logical_slot_get_binary_changes('" + slot
                + "', NULL, NULL, 'proto_version', '1', 'publication_names', 'p')")) {
            while (rows.next()) {
                messages.add(rows.getBytes(1));
            }
        }
        return messages;
    }

    private static List<byte[]> of(char kind, List<byte[]> messages) {
        return messages.stream().filter(message -> message[0] == kind).toList();
    }

    /** As text, which a failed comparison can show. */
    private static List<String> withoutOids(List<byte[]> messages) {
        return messages.stream()
                .map(message -> new String(message, 5, message.length - 5, UTF_8))
                .toList();
    }
}
