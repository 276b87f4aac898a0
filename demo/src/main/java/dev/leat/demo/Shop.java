package dev.leat.demo;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;

/** The shop's servers: an embedded PostgreSQL with the tables of {@code shop.sql}, and an empty embedded Redis. */
public final class Shop implements AutoCloseable {
    private static final int POSTGRES_MAJOR = 17;
    private static final String DATABASE = "shop";

    private final PostgresServer postgres;
    private final RedisServer redis;

    private Shop(PostgresServer postgres, RedisServer redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    /**
     * Starts the servers and fills the tables.
     *
     * @param binaries where the servers' programs are unpacked; the caller removes it
     * @throws dev.leat.testkit.server.UnavailableServer when this machine can't run them
     */
    public static Shop open(Path binaries) {
        RedisServer redis = RedisServer.builder().binariesIn(binaries).start();
        PostgresServer postgres = null;
        try {
            postgres = PostgresServer.builder()
                    .major(POSTGRES_MAJOR)
                    .binariesIn(binaries)
                    .start();
            postgres.execute("CREATE DATABASE " + DATABASE + " OWNER " + PostgresServer.USER);
            Shop shop = new Shop(postgres, redis);
            shop.fill();
            return shop;
        } catch (RuntimeException failure) {
            if (postgres != null) {
                postgres.close();
            }
            redis.close();
            throw failure;
        }
    }

    private void fill() {
        try (InputStream script = Objects.requireNonNull(Shop.class.getResourceAsStream("shop.sql"));
                Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read shop.sql", e);
        } catch (SQLException e) {
            throw new IllegalStateException("can't fill the shop", e);
        }
    }

    /** A connection of the shop's owner. */
    Connection connect() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", PostgresServer.USER);
        login.setProperty("password", PostgresServer.PASSWORD);
        login.setProperty("options", "-c TimeZone=UTC");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + DATABASE, login);
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
                  type: postgres
                  url: postgresql://%s:%d/%s
                  user: %s
                  password: ${file:password}
                sinks:
                  - type: redis
                    url: %s
                  - type: file               # what the demo prints
                    path: changes.jsonl
                """.formatted(postgres.host(), postgres.port(), DATABASE, PostgresServer.USER, redis.url());
        try {
            Path password = folder.resolve("password");
            Files.writeString(password, PostgresServer.PASSWORD);
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
        postgres.close();
        redis.close();
    }
}
