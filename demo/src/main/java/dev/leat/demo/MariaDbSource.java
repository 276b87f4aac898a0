package dev.leat.demo;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MariaDbServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.StringJoiner;

/** The shop in MariaDB. */
final class MariaDbSource implements ShopSource {
    private final BinlogServer server;

    private MariaDbSource(BinlogServer server) {
        this.server = server;
    }

    static MariaDbSource open(Path binaries) {
        BinlogServer server = MariaDbServer.builder().binariesIn(binaries).start();
        try {
            server.execute(
                    "CREATE DATABASE " + DATABASE + " CHARACTER SET utf8mb4",
                    "GRANT SELECT ON " + DATABASE + ".* TO '" + BinlogServer.USER + "'@'%'");
            return new MariaDbSource(server);
        } catch (RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:" + url() + "?allowMultiQueries=true", BinlogServer.ROOT, BinlogServer.PASSWORD);
    }

    @Override
    public String captureType() {
        return "mysql";
    }

    @Override
    public String url() {
        return "mysql://" + server.host() + ":" + server.port() + "/" + DATABASE;
    }

    @Override
    public String user() {
        return BinlogServer.USER;
    }

    @Override
    public String password() {
        return BinlogServer.PASSWORD;
    }

    @Override
    public String tables() {
        return "shop-mariadb.sql";
    }

    @Override
    public String tags(String first, String second) {
        return "[\"" + first + "\", \"" + second + "\"]";
    }

    @Override
    public String campaign() {
        return "json_set(details, '$.campaign', 'autumn')";
    }

    /** Times as JSON usually has them; the server itself would write none of its zone. */
    @Override
    public String rowsAsJson(String table) throws SQLException {
        StringJoiner object = new StringJoiner(", ", "SELECT json_object(", ") FROM " + table);
        try (Connection connection = connect();
                PreparedStatement columns =
                        connection.prepareStatement("SELECT column_name, data_type FROM information_schema.columns"
                                + " WHERE table_schema = ? AND table_name = ?")) {
            columns.setString(1, DATABASE);
            columns.setString(2, table);
            try (ResultSet column = columns.executeQuery()) {
                while (column.next()) {
                    String name = column.getString(1);
                    boolean isTime = "timestamp".equals(column.getString(2));
                    object.add(
                            "'" + name + "', " + (isTime ? "date_format(" + name + ", '%Y-%m-%dT%H:%i:%sZ')" : name));
                }
            }
        }
        return object.toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
