package dev.leat.capture.mysql;

import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A session that makes XA transactions. */
final class XaClient implements AutoCloseable {
    private final Connection connection;

    XaClient(BinlogDatabase database) {
        try {
            connection = database.connect();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Prepares a transaction in a session that ends then. */
    static void prepare(BinlogDatabase database, String xid, String... statements) {
        try (XaClient client = new XaClient(database)) {
            client.prepare(xid, statements);
        }
    }

    /** Rolls back what a test has left: it keeps its tables from being dropped. */
    static void rollbackAll(BinlogServer server, String prefix) {
        try (Connection connection = server.connect();
                Statement recover = connection.createStatement();
                Statement rollback = connection.createStatement();
                ResultSet row = recover.executeQuery("XA RECOVER")) {
            while (row.next()) {
                String xid = row.getString("data");
                if (xid.startsWith(prefix)) {
                    rollback.execute("XA ROLLBACK '" + xid + "'");
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void prepare(String xid, String... statements) {
        begin(xid, statements);
        run("XA PREPARE '" + xid + "'");
    }

    void commitAtOnce(String xid, String... statements) {
        begin(xid, statements);
        run("XA COMMIT '" + xid + "' ONE PHASE");
    }

    private void begin(String xid, String... statements) {
        run("XA START '" + xid + "'");
        run(statements);
        run("XA END '" + xid + "'");
    }

    void commit(String xid) {
        run("XA COMMIT '" + xid + "'");
    }

    void rollback(String xid) {
        run("XA ROLLBACK '" + xid + "'");
    }

    void run(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
