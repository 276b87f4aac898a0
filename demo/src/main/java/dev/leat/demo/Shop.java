package dev.leat.demo;

import dev.leat.testkit.server.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** The shop's servers: an embedded one with its tables, and an empty embedded Redis. */
public final class Shop implements AutoCloseable {
    private final ShopServer server;
    private final ShopSource source;
    private final RedisServer redis;

    private Shop(ShopServer server, ShopSource source, RedisServer redis) {
        this.server = server;
        this.source = source;
        this.redis = redis;
    }

    /**
     * Starts the servers and fills the tables.
     *
     * @param server what has the tables
     * @param binaries where the servers' programs are unpacked; the caller removes it
     * @throws dev.leat.testkit.server.UnavailableServer when this machine can't run them
     */
    public static Shop open(ShopServer server, Path binaries) {
        RedisServer redis = RedisServer.builder().binariesIn(binaries).start();
        ShopSource source = null;
        try {
            source = server.start(binaries);
            Shop shop = new Shop(server, source, redis);
            shop.fill();
            return shop;
        } catch (RuntimeException failure) {
            if (source != null) {
                source.close();
            }
            redis.close();
            throw failure;
        }
    }

    private void fill() {
        try (InputStream script = Objects.requireNonNull(Shop.class.getResourceAsStream(source.tables()));
                Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            FirstRows.insert(connection, source);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + source.tables(), e);
        } catch (SQLException e) {
            throw new IllegalStateException("can't fill the shop", e);
        }
    }

    /** What has the tables. */
    public ShopServer server() {
        return server;
    }

    /** A connection of the shop's owner. */
    Connection connect() throws SQLException {
        return source.connect();
    }

    /** The expression that adds a campaign to {@code products.details}. */
    String campaign() {
        return source.campaign();
    }

    /** A query for a table's rows, each as one JSON object. */
    String rowsAsJson(String table) throws SQLException {
        return source.rowsAsJson(table);
    }

    /** What the target can be looked into by. */
    String redisUrl() {
        return redis.url();
    }

    /**
     * Writes the pipeline file that leads the shop into Redis, and the password that it refers to.
     *
     * @return the file
     */
    public Path writePipeline(Path folder) {
        String yaml = """
                name: demo
                capture:
                  type: %s
                  url: %s
                  user: %s
                  password: ${file:password}
                sinks:
                  - type: redis
                    url: %s
                  - type: file               # what the demo prints
                    path: changes.jsonl
                """.formatted(source.captureType(), source.url(), source.user(), redis.url());
        try {
            Path password = folder.resolve("password");
            Files.writeString(password, source.password());
            return Files.writeString(folder.resolve("demo.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write into " + folder, e);
        }
    }

    /** Where the pipeline file makes the changes appear. */
    public static Path changes(Path folder) {
        return folder.resolve("changes.jsonl");
    }

    @Override
    public void close() {
        source.close();
        redis.close();
    }
}
