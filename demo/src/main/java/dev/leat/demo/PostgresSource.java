package dev.leat.demo;

import dev.leat.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The shop in PostgreSQL. */
final class PostgresSource implements ShopSource {
    private static final int MAJOR = 17;

    private final PostgresServer server;

    private PostgresSource(PostgresServer server) {
        this.server = server;
    }

    static PostgresSource open(Path binaries) {
        PostgresServer server =
                PostgresServer.builder().major(MAJOR).binariesIn(binaries).start();
        try {
            server.execute("CREATE DATABASE " + DATABASE + " OWNER " + PostgresServer.USER);
            return new PostgresSource(server);
        } catch (RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    @Override
    public Connection connect() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", PostgresServer.USER);
        login.setProperty("password", PostgresServer.PASSWORD);
        login.setProperty("options", "-c TimeZone=UTC");
        login.setProperty("stringtype", "unspecified"); // texts become arrays, documents and times
        return DriverManager.getConnection("jdbc:" + url(), login);
    }

    @Override
    public String captureType() {
        return "postgres";
    }

    @Override
    public String url() {
        return "postgresql://" + server.host() + ":" + server.port() + "/" + DATABASE;
    }

    @Override
    public String user() {
        return PostgresServer.USER;
    }

    @Override
    public String password() {
        return PostgresServer.PASSWORD;
    }

    @Override
    public String tables() {
        return "shop-postgresql.sql";
    }

    @Override
    public String tags(String first, String second) {
        return "{" + first + "," + second + "}";
    }

    @Override
    public String campaign() {
        return "details || '{\"campaign\": \"autumn\"}'";
    }

    @Override
    public String rowsAsJson(String table) {
        return "SELECT to_jsonb(t) FROM " + table + " AS t";
    }

    @Override
    public void close() {
        server.close();
    }
}
