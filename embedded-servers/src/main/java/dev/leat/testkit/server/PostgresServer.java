package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that is set up for logical replication and asks for passwords (SCRAM).
 *
 * <p>{@link #shared()} is the one most tests want: one server for the whole JVM, on which each takes a database of its own.
 * A test that kills, stops or reconfigures the server builds a private one. The major version is the system property
 * {@code leat.test.postgres}, 17 when absent.
 *
 * <p>Methods may be called from any thread; those that start and stop the server exclude each other.
 */
public final class PostgresServer implements TestServer {
    /** The superuser. */
    public static final String SUPERUSER = "postgres";

    /** The role a pipeline would use: may log in and replicate, owns the databases of the tests, nothing else. */
    public static final String USER = "leat";

    /** The password of both roles: with the characters that need escaping in a URL. */
    public static final String PASSWORD = "p@ss:w/rd%";

    private static final String FOLDER = "leat-postgres-";

    private static final AtomicInteger DATABASE_COUNT = new AtomicInteger();

    private static @Nullable PostgresServer shared;

    private final int major;
    private final int port;
    private final Path folder;
    private final Path data;
    private final Path log;
    private final Path postgres;
    private final Unprivileged user;
    private final @Nullable ServerCertificate certificate;
    private @Nullable ServerProcess process;
    private boolean closed;

    private PostgresServer(Builder builder) {
        InstalledPostgres installed = builder.installed;
        Path programs = installed == null
                ? PostgresBinaries.ofMajor(builder.major, BinaryCache.in(builder.binaries))
                        .resolve("bin")
                : installed.programs();
        major = installed == null ? builder.major : installed.major();
        port = LoopbackPort.free();
        user = builder.user.get();
        postgres = programs.resolve("postgres");
        folder = builder.parent == null ? Folders.temporary(FOLDER) : Folders.temporaryIn(builder.parent, FOLDER);
        data = folder.resolve("data");
        log = folder.resolve("server.log");
        certificate = builder.tls ? ServerCertificate.in(folder, log) : null;
        user.own(folder);
        PostgresServer original = builder.original;
        if (original == null) {
            initialize(programs.resolve("initdb"));
        } else {
            copy(original, builder.isStandby);
        }
        configure(builder.settings);
    }

    /** The server that all tests of this JVM share; started by the first call, closed when the JVM ends. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = builder().start();
        }
        return shared;
    }

    /** A private server, of the major version that the build asks for. */
    public static Builder builder() {
        return new Builder();
    }

    /** The major version, such as 17. */
    public int major() {
        return major;
    }

    @Override
    public int port() {
        return port;
    }

    /** The certificate that the server shows and that a client must trust, as PEM. Only with {@link Builder#tls()}. */
    public Path certificate() {
        if (certificate == null) {
            throw new IllegalStateException("this server was built without TLS");
        }
        return certificate.certificate();
    }

    /**
     * Lets a new role in by its certificate alone: the server wants one for the role's name, and TLS. Only with {@link
     * Builder#tls()}; for one role.
     */
    public ClientCertificate createRoleWithCertificate(String role) {
        try {
            Path own = Files.createDirectory(folder.resolve("client"));
            ServerCertificate made = ServerCertificate.of(role, own, log);
            Path trusted = Files.copy(made.certificate(), folder.resolve("clients.crt"));
            user.own(trusted);
            Path hba = data.resolve("pg_hba.conf");
            Files.writeString(
                    hba,
                    "hostssl all " + role + " all cert\nhostnossl all " + role + " all reject\n"
                            + Files.readString(hba));
            execute("CREATE ROLE " + role + " LOGIN REPLICATION");
            set("ssl_ca_file", trusted.toString());
            return new ClientCertificate(made.certificate(), made.key());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a certificate in " + folder, e);
        }
    }

    /** PEM files that a client shows itself with. */
    public record ClientCertificate(Path certificate, Path key) {}

    /** A new, empty database, owned by {@link #USER}. */
    public TestDatabase createDatabase() {
        return createDatabase("");
    }

    /** A new, empty database with more options of {@code CREATE DATABASE}, such as {@code ENCODING 'LATIN1'}. */
    public TestDatabase createDatabase(String options) {
        String name = "test_" + DATABASE_COUNT.incrementAndGet();
        execute("CREATE DATABASE " + name + " OWNER " + USER + " " + options);
        return new TestDatabase(this, name);
    }

    /** A superuser's connection to the database {@code postgres}. */
    public Connection connect() throws SQLException {
        return connect(SUPERUSER, SUPERUSER);
    }

    Connection connect(String database, String role) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database, port), role, PASSWORD);
    }

    String jdbcUrl(String database, int throughPort) {
        return "jdbc:postgresql://" + host() + ":" + throughPort + "/" + database;
    }

    /** Runs SQL as superuser in the database {@code postgres}, each statement in its own transaction. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + List.of(statements), e);
        }
    }

    /** The first column of the query's first row as text, asked as superuser. */
    public String query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String value = row.next() ? row.getString(1) : null;
            if (value == null) {
                throw new IllegalStateException("no row, or null, from " + sql);
            }
            return value;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    /**
     * Changes a setting for good and returns when every new session has it. A setting that only a start reads waits for
     * {@link #restart()}.
     */
    public void set(String name, String value) {
        reload("ALTER SYSTEM SET " + name + " = '" + value.replace("'", "''") + "'");
    }

    /** Takes back {@link #set}. */
    public void reset(String name) {
        reload("ALTER SYSTEM RESET " + name);
    }

    private void reload(String sql) {
        String before = query("SELECT pg_conf_load_time()");
        execute(sql, "SELECT pg_reload_conf()");
        if (!Await.until(
                Duration.ofMillis(10),
                () -> !query("SELECT pg_conf_load_time()").equals(before))) {
            throw new IllegalStateException("the server does not read its settings again; its log:\n" + logText());
        }
    }

    /** The process numbers of the sessions that stream the log, of all databases. */
    public List<Long> walSenderPids() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pid FROM pg_stat_replication ORDER BY pid")) {
            List<Long> pids = new ArrayList<>();
            while (rows.next()) {
                pids.add(rows.getLong(1));
            }
            return pids;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot list the WAL senders", e);
        }
    }

    /** Stops one process of the server where it is (SIGSTOP), as a virtual machine that is paused: its sockets stay open. */
    public void freeze(long pid) {
        ServerProcess.signal("STOP", pid);
    }

    /** Ends {@link #freeze}. */
    public void thaw(long pid) {
        ServerProcess.signal("CONT", pid);
    }

    /** The size of the write-ahead log on disk, which a slot that is not confirmed lets grow. */
    public long walDirectoryBytes() {
        return Folders.sizeBytes(data.resolve("pg_wal"));
    }

    /** All that the server logged since it was built, over restarts. */
    public String logText() {
        try {
            return new String(Files.readAllBytes(log), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Starts a server that was stopped or killed, on the same port with the same data; returns when it is ready. */
    public synchronized void start() {
        if (closed || (process != null && process.isAlive())) {
            throw new IllegalStateException(closed ? "the server is closed" : "the server runs already");
        }
        ServerProcess started =
                ServerProcess.start(user.command(List.of(postgres.toString(), "-D", data.toString())), folder, log);
        process = started;
        started.awaitReady(() -> saysReady(started.pid()));
    }

    /** The server's last word on its state is the eighth line of its pid file. */
    private boolean saysReady(long pid) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"), UTF_8);
            return lines.size() >= 8
                    && lines.get(0).equals(Long.toString(pid))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException e) { // not there yet
            return false;
        }
    }

    /**
     * Stops as an operator would (fast shutdown): sessions are ended, and the server waits until every replication client
     * has confirmed what was written, or is gone.
     */
    public synchronized void stop() {
        ServerProcess running = running();
        running.signal("INT");
        running.awaitExit();
    }

    /**
     * Stops as gently as can be (smart shutdown): the server takes no new sessions and waits until those that it has are ended
     * by their clients, and then as in {@link #stop()}.
     */
    public synchronized void stopSmart() {
        ServerProcess running = running();
        running.signal("TERM");
        running.awaitExit();
    }

    /** Stops without a checkpoint (immediate shutdown): the next start recovers from the log. */
    public synchronized void stopImmediate() {
        ServerProcess running = running();
        running.signal("QUIT");
        running.awaitExit();
    }

    /** Kills every process of the server at once, as a power cut would. What the kernel has taken stays. */
    public synchronized void kill9() {
        running().kill();
    }

    /** Whether it runs: one that had to may have ended by itself. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** {@link #stop()} and {@link #start()}. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** Whether the next start is that of a standby: one that follows nobody, shows what it has and takes no writes. */
    public synchronized void standBy(boolean wanted) {
        Path signal = data.resolve("standby.signal");
        try {
            if (wanted) {
                user.own(Files.createFile(signal));
            } else {
                Files.deleteIfExists(signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot change " + signal, e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (process != null && process.isAlive()) {
            process.kill();
        }
        Folders.delete(folder);
        OpenServers.remove(this);
    }

    private ServerProcess running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the server does not run");
        }
        return process;
    }

    /** As a cold backup: the original must not run. A standby gets no slots, as from {@code pg_basebackup}. */
    private void copy(PostgresServer original, boolean isStandby) {
        if (original.isRunning()) {
            throw new IllegalStateException("stop the server before it is copied");
        }
        Folders.copy(original.data, data);
        try {
            if (isStandby) {
                Folders.delete(data.resolve("pg_replslot"));
                user.own(Files.createDirectory(data.resolve("pg_replslot")));
                standBy(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a standby of the copy in " + folder, e);
        }
    }

    /** Makes a standby a server of its own, on the next timeline; returns when it takes writes. */
    public void promote() {
        execute("SELECT pg_promote()");
    }

    private void initialize(Path initdb) {
        try {
            Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            user.own(passwordFile);
            ServerProcess.run(
                    user.command(List.of(
                            initdb.toString(),
                            "--pgdata=" + data,
                            "--username=" + SUPERUSER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C.UTF-8",
                            "--no-sync")),
                    folder,
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up a server in " + folder, e);
        }
    }

    private void configure(Map<String, String> wanted) {
        StringBuilder lines = new StringBuilder();
        settings(wanted)
                .forEach((name, value) -> lines.append(name)
                        .append(" = '")
                        .append(value.replace("'", "''"))
                        .append("'\n"));
        try {
            Files.writeString(data.resolve("postgresql.conf"), lines); // all else stays at its default
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up a server in " + folder, e);
        }
    }

    private Map<String, String> settings(Map<String, String> wanted) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", host());
        all.put("port", Integer.toString(port));
        all.put("unix_socket_directories", "");
        all.put("wal_level", "logical");
        all.put("max_wal_senders", "20");
        all.put("max_replication_slots", "20");
        all.put("max_prepared_transactions", "10");
        all.put("fsync", "off");
        all.put("log_line_prefix", "%m [%p] %d %a ");
        if (certificate != null) {
            user.own(certificate.key());
            user.own(certificate.certificate());
            all.put("ssl", "on");
            all.put("ssl_cert_file", certificate.certificate().toString());
            all.put("ssl_key_file", certificate.key().toString());
        }
        all.putAll(wanted);
        return all;
    }

    /** What a private server shall be like. */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private int major = Integer.getInteger("leat.test.postgres", 17);
        private Supplier<Unprivileged> user = Unprivileged::user;
        private boolean tls;
        private @Nullable Path binaries;
        private @Nullable InstalledPostgres installed;
        private @Nullable Path parent;
        private @Nullable PostgresServer original;
        private boolean isStandby;

        private Builder() {}

        /** The server begins as a copy of the files of one that is stopped. */
        public Builder copyOf(PostgresServer stopped) {
            original = stopped;
            return this;
        }

        /** The server begins as a copy of the files of one that is stopped, and follows it from its next start on. */
        public Builder standbyOf(PostgresServer stopped) {
            isStandby = true;
            return copyOf(stopped)
                    .setting(
                            "primary_conninfo",
                            "host=" + stopped.host() + " port=" + stopped.port() + " user=" + SUPERUSER + " password='"
                                    + PASSWORD + "' dbname=postgres");
        }

        /** Another major version than the build's; its binaries must be on the class path. */
        public Builder major(int wanted) {
            major = wanted;
            return this;
        }

        /** The programs that are installed on this machine, in place of those on the class path. */
        public Builder programs(InstalledPostgres wanted) {
            installed = wanted;
            return this;
        }

        /** A setting of the server, such as {@code wal_sender_timeout} and {@code 5s}; overrides the fixture's own. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Writes reach the disk before they are acknowledged; off by default, for speed. */
        public Builder fsync() {
            return setting("fsync", "on");
        }

        /** The server accepts TLS, with {@link PostgresServer#certificate()}, beside plain connections. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** Everything that the server writes is within this folder. */
        public Builder within(Path folder) {
            parent = folder;
            return this;
        }

        /** Unpacks the server's programs into this folder, which the caller removes; by default they are kept per user. */
        public Builder binariesIn(Path folder) {
            binaries = folder;
            return this;
        }

        Builder user(Supplier<Unprivileged> wanted) {
            user = wanted;
            return this;
        }

        public PostgresServer start() {
            PostgresServer server = new PostgresServer(this);
            OpenServers.add(server);
            try {
                server.start();
                if (original == null) {
                    server.execute("CREATE ROLE " + USER + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'");
                }
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }
    }
}
