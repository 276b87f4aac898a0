package dev.leat.acceptance.tutorial;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.testkit.server.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The servers that stand for those which the reader of a page has on the usual ports.
 *
 * @param postgres where the reader is a superuser
 * @param redis one database of a server
 * @param search {@code http://host:port} of the search server
 */
public record TutorialServers(PostgresServer postgres, RedisTarget redis, String search) {
    private static final String PAGE_POSTGRES = "localhost:5432";
    private static final String PAGE_REDIS = "localhost:6379";
    private static final String PAGE_SEARCH = "localhost:9200";

    /** The same with the addresses of these servers in place of those on the page. */
    String addressed(String text) {
        return text.replace(PAGE_POSTGRES, address(postgres.host(), postgres.port()))
                .replace(
                        PAGE_REDIS,
                        address(redis.server().host(), redis.server().port()) + "/" + redis.database())
                .replace(PAGE_SEARCH, search.substring("http://".length()));
    }

    /** What these servers and Leat say, with the addresses of the page. */
    String asOnThePage(String text) {
        String redisAddress = address(redis.server().host(), redis.server().port());
        return text.replace(address(postgres.host(), postgres.port()), PAGE_POSTGRES)
                .replace(redisAddress + "/" + redis.database(), PAGE_REDIS)
                .replace(redisAddress, PAGE_REDIS)
                .replace(search.substring("http://".length()), PAGE_SEARCH);
    }

    /** Runs SQL as the reader, who is a superuser. */
    void sql(String database, String statements) throws SQLException {
        String url = "jdbc:postgresql://" + address(postgres.host(), postgres.port()) + "/" + database;
        try (Connection connection =
                        DriverManager.getConnection(url, PostgresServer.SUPERUSER, PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private static String address(String host, int port) {
        return host + ":" + port;
    }
}
