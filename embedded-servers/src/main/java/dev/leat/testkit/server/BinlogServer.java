package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that writes a binary log for replicas: {@link MySqlServer} or {@link MariaDbServer}. The log has whole rows and the
 * names of columns, transactions have GTIDs, and passwords are asked for.
 *
 * <p>{@code shared()} of either is the one most tests want: one server for the whole JVM, on which each takes a database of its
 * own. A test that kills, stops or reconfigures the server builds a private one.
 *
 * <p>Methods may be called from any thread; those that start and stop the server exclude each other. A JDBC driver for {@code
 * jdbc:mysql:} must be on the class path.
 */
public final class BinlogServer implements TestServer {
    /** Has every right. */
    public static final String ROOT = MysqldProgram.ROOT;

    /** The role a pipeline would use: may read the binary log and the databases of the tests, nothing else. */
    public static final String USER = MysqldProgram.USER;

    /** The password of both roles: with the characters that need escaping in a URL. */
    public static final String PASSWORD = MysqldProgram.PASSWORD;

    private static final AtomicInteger DATABASE_COUNT = new AtomicInteger();

    private static final Set<String> ANNOUNCED = ConcurrentHashMap.newKeySet();

    private final String host;
    private final int port;
    private final String root;
    private final String rootPassword;
    private final String databasePrefix;
    private final @Nullable Mysqld own;

    private BinlogServer(
            String host, int port, String root, String rootPassword, String databasePrefix, @Nullable Mysqld own) {
        this.host = host;
        this.port = port;
        this.root = root;
        this.rootPassword = rootPassword;
        this.databasePrefix = databasePrefix;
        this.own = own;
    }

    /** A server that runs already, as {@code mysql://root:password@host:3306}. */
    static BinlogServer external(String address) {
        URI uri = URI.create(address);
        String login = uri.getRawUserInfo();
        int colon = login == null ? -1 : login.indexOf(':');
        if (login == null || colon < 0 || uri.getPort() < 0) {
            throw new IllegalArgumentException(MySqlServer.ADDRESS + " is not like mysql://root:password@host:3306");
        }
        BinlogServer server = new BinlogServer(
                uri.getHost(),
                uri.getPort(),
                URLDecoder.decode(login.substring(0, colon), UTF_8),
                URLDecoder.decode(login.substring(colon + 1), UTF_8),
                "test_" + ProcessHandle.current().pid() + "_", // other JVMs use it too
                null);
        server.execute(
                "CREATE USER IF NOT EXISTS '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + USER + "'@'%'");
        return server;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return port;
    }

    /** Whether it is MariaDB, whose GTIDs and events are others than MySQL's. */
    public boolean isMariaDb() {
        return version().contains("MariaDB");
    }

    /** As the server says it, such as {@code 9.7.4-2} or {@code 11.4.5-MariaDB-log}. */
    public String version() {
        return query("SELECT version()");
    }

    /** The certificate that the server shows and that a client must trust, as PEM. Only with {@link Builder#tls()}. */
    public Path certificate() {
        return own().certificate();
    }

    /**
     * Lets a new user in by its certificate alone: the server wants one that it trusts, and no password. Only with {@link
     * Builder#tls()}.
     */
    public PostgresServer.ClientCertificate createUserWithCertificate(String user) {
        PostgresServer.ClientCertificate made = own().trustedClient(user);
        execute(
                isMariaDb() ? "FLUSH SSL" : "ALTER INSTANCE RELOAD TLS",
                "CREATE USER '" + user + "'@'%' REQUIRE X509",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + user + "'@'%'");
        return made;
    }

    /** A new, empty database, which {@link #USER} may read. */
    public BinlogDatabase createDatabase() {
        String name = databasePrefix + DATABASE_COUNT.incrementAndGet();
        execute("CREATE DATABASE " + name, "GRANT SELECT ON " + name + ".* TO '" + USER + "'@'%'");
        return new BinlogDatabase(this, name);
    }

    /** A connection that has every right, to no database. */
    public Connection connect() throws SQLException {
        return connectAsRoot("");
    }

    Connection connectAsRoot(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database, port), root, rootPassword);
    }

    /** The password goes encrypted with a key that the server is asked for, where there is no TLS. */
    String jdbcUrl(String database, int throughPort) {
        return "jdbc:mysql://" + host + ":" + throughPort + "/" + database + "?allowPublicKeyRetrieval=true";
    }

    Connection connectAsUser(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database, port), USER, PASSWORD);
    }

    /** Runs SQL with every right, each statement in its own transaction. */
    public void execute(String... statements) {
        try (Connection connection = connect()) {
            execute(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + List.of(statements), e);
        }
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the query's first row as text, asked with every right. */
    public String query(String sql) {
        try (Connection connection = connect()) {
            return query(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String value = row.next() ? row.getString(1) : null;
            if (value == null) {
                throw new IllegalStateException("no row, or null, from " + sql);
            }
            return value;
        }
    }

    /** All that the server logged since it was built, over restarts. */
    public String logText() {
        return own().logText();
    }

    /** Starts a server that was stopped or killed, on the same port with the same data; returns when it is ready. */
    public void start() {
        own().start();
    }

    /** Stops as an operator would. */
    public void stop() {
        own().stop();
    }

    /** {@link #stop()} and {@link #start()}. */
    public void restart() {
        own().stop();
        own().start();
    }

    /** Kills the server at once, paused or not. What the kernel has taken stays. */
    public void kill9() {
        own().kill9();
    }

    /** Freezes the server: connections stay, nothing is answered, new connections wait in the kernel. */
    public void pause() {
        own().pause();
    }

    /** Ends {@link #pause()}. */
    public void resume() {
        own().resume();
    }

    /** The folder with the server's data and binary logs; only to be changed while the server is stopped. */
    public Path data() {
        return own().data();
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
            OpenServers.remove(this);
        }
    }

    private Mysqld own() {
        if (own == null) {
            throw new IllegalStateException("the server at " + host + ":" + port + " is not ours: build a private one");
        }
        return own;
    }

    /** What a private server shall be like. */
    public static final class Builder {
        private final Function<BinaryCache, MysqldProgram> program;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private boolean tls;
        private @Nullable String timeZone;
        private @Nullable Path binaries;

        Builder(Function<BinaryCache, MysqldProgram> program) {
            this.program = program;
        }

        /** A line of the server's option file, such as {@code gtid_mode} and {@code OFF}; overrides the fixture's own. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Writes reach the disk before they are acknowledged; off by default, for speed. */
        public Builder fsync() {
            return setting("sync_binlog", "1").setting("innodb_flush_log_at_trx_commit", "1");
        }

        /** The server accepts TLS, with {@link BinlogServer#certificate()}, beside plain connections. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** The time zone of the machine, such as {@code Asia/Shanghai}; UTC by default. */
        public Builder timeZone(String name) {
            timeZone = name;
            return setting("default_time_zone", "SYSTEM");
        }

        /** Unpacks the server's programs into this folder, which the caller removes; by default they are kept per user. */
        public Builder binariesIn(Path folder) {
            binaries = folder;
            return this;
        }

        public BinlogServer start() {
            long begin = System.nanoTime();
            MysqldProgram found = program.apply(BinaryCache.in(binaries));
            Duration untilFound = Duration.ofNanos(System.nanoTime() - begin);
            Mysqld own = new Mysqld(found, settings, tls, timeZone);
            BinlogServer server = new BinlogServer("127.0.0.1", own.port(), ROOT, PASSWORD, "test_", own);
            OpenServers.add(server);
            try {
                server.start();
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            boolean isOfTests = binaries == null;
            if (isOfTests && ANNOUNCED.add(found.product())) {
                System.err.println(found.product() + ": ready " + (System.nanoTime() - begin) / 1_000_000
                        + " ms after it was asked for, " + untilFound.toMillis()
                        + " of them for its programs and an empty data folder");
            }
            return server;
        }
    }
}
