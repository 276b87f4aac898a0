package dev.leat.benchmarks.endtoend;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** The baseline: reads a slot by pgjdbc's stream, as its documentation shows, and counts changes. Decodes nothing. */
public final class PgjdbcReader {
    private PgjdbcReader() {}

    /**
     * Reads until so many rows came.
     *
     * @param args URL, user, password, slot, publication, rows
     */
    public static void main(String[] args) throws SQLException {
        Properties login = new Properties();
        PGProperty.USER.set(login, args[1]);
        PGProperty.PASSWORD.set(login, args[2]);
        PGProperty.REPLICATION.set(login, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(login, "14");
        PGProperty.PREFER_QUERY_MODE.set(login, "simple");
        long rows = Long.parseLong(args[5]);
        try (Connection connection = DriverManager.getConnection(args[0], login);
                PGReplicationStream stream = connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(args[3])
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", args[4])
                        .start()) {
            long count = 0;
            while (count < rows) {
                ByteBuffer message = stream.read();
                if (Change.isTag(message.get(message.position()))) {
                    count++;
                }
            }
        }
    }
}
