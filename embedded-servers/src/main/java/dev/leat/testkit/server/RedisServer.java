package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A standalone Redis server. It keeps its port until it is closed; it keeps its data over {@link #kill9()} and
 * {@link #stop()} only with {@link Builder#appendOnly()}.
 *
 * <p>Methods may be called from any thread; those that start and stop the server exclude each other.
 */
public final class RedisServer implements TestServer {
    private final int port;
    private final Path folder;
    private final Path log;
    private final Path program;
    private final @Nullable String password;
    private final int tlsPort;
    private @Nullable ServerProcess process;
    private boolean closed;

    private RedisServer(Builder builder) {
        program = program(BinaryCache.in(builder.binaries));
        port = LoopbackPort.free();
        password = builder.password;
        folder = Folders.temporary("leat-redis-");
        log = folder.resolve("server.log");
        tlsPort = builder.tls ? LoopbackPort.free() : 0;
        if (builder.tls) {
            builder.setting("tls-port", Integer.toString(tlsPort)).setting("tls-auth-clients", "no");
            ServerCertificate own = ServerCertificate.in(folder, log);
            builder.setting("tls-cert-file", own.certificate().toString())
                    .setting("tls-key-file", own.key().toString())
                    .setting("tls-ca-cert-file", own.certificate().toString());
        }
        configure(builder.settings);
    }

    /** A private server. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public int port() {
        return port;
    }

    /** {@code redis://host:port}, with the password if there is one. */
    public String url() {
        return url(port);
    }

    /** The same, through a proxy on this port of the loopback address. */
    public String url(int throughPort) {
        String credentials = password == null ? "" : ":" + URLEncoder.encode(password, UTF_8) + "@";
        return "redis://" + credentials + host() + ":" + throughPort;
    }

    /** The port that speaks TLS; only with {@link Builder#tls()}. */
    public int tlsPort() {
        return tlsPort;
    }

    /** The server's certificate in PEM, for {@code localhost} and {@code 127.0.0.1}; only with {@link Builder#tls()}. */
    public Path certificate() {
        return folder.resolve("server.crt");
    }

    /** All that the server logged since it was built, over restarts. */
    public String logText() {
        try {
            return new String(Files.readAllBytes(log), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Starts a server that was stopped or killed, on the same port; returns when it answers. */
    public synchronized void start() {
        if (closed || (process != null && process.isAlive())) {
            throw new IllegalStateException(closed ? "the server is closed" : "the server runs already");
        }
        ServerProcess started = ServerProcess.start(List.of(program.toString(), "redis.conf"), folder, log);
        process = started;
        started.awaitReady(this::answers);
    }

    /** Freezes the server: connections stay, nothing is answered, new connections wait in the kernel. */
    public synchronized void pause() {
        running().pause();
    }

    /** Ends {@link #pause()}. */
    public synchronized void resume() {
        running().resume();
    }

    /** Kills the server, paused or not. */
    public synchronized void kill9() {
        running().kill();
    }

    /** Stops the server as an operator would. */
    public synchronized void stop() {
        ServerProcess running = running();
        running.signal("TERM");
        running.awaitExit();
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

    /** Whether the data is loaded: until then PING is answered by an error that names it. */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(1000);
            socket.connect(new InetSocketAddress(host(), port), 1000);
            socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), US_ASCII);
            return answer.equals("+PONG") || answer.equals("-NOAU");
        } catch (IOException e) { // not listening yet
            return false;
        }
    }

    private void configure(Map<String, String> wanted) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("bind", host());
        all.put("port", Integer.toString(port));
        all.put("save", "\"\"");
        if (password != null) {
            all.put("requirepass", quoted(password));
        }
        all.putAll(wanted);
        StringBuilder lines = new StringBuilder();
        all.forEach(
                (name, value) -> lines.append(name).append(' ').append(value).append('\n'));
        try {
            Files.writeString(folder.resolve("redis.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up a server in " + folder, e);
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Path program(BinaryCache cache) {
        String name = resource();
        return cache.folderOf(name, folder -> copy(name, folder.resolve("redis-server")))
                .resolve("redis-server");
    }

    private static String resource() {
        String platform = System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + System.getProperty("os.arch");
        return switch (platform) {
            case "linux-amd64" -> "redis-server-6.2.6-v5-linux-amd64";
            case "linux-aarch64" -> "redis-server-6.2.7-linux-arm64";
            default -> throw UnavailableServer.because("no Redis server for " + platform, null);
        };
    }

    private static void copy(String resource, Path program) throws IOException {
        try (InputStream in = RedisServer.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw UnavailableServer.because("no " + resource + " on the class path", null);
            }
            Files.copy(in, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What a private server shall be like. */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private @Nullable String password;
        private @Nullable Path binaries;
        private boolean tls;

        private Builder() {}

        /** Listens with TLS too, on a port of its own. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** Clients must give this password. */
        public Builder password(String wanted) {
            password = wanted;
            return this;
        }

        /** Every write is on disk before it is acknowledged, and read back by the next start. */
        public Builder appendOnly() {
            return setting("appendonly", "yes").setting("appendfsync", "always");
        }

        /** A line of the server's configuration file, such as {@code maxmemory} and {@code 2mb}. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Unpacks the server's program into this folder, which the caller removes; by default it is kept per user. */
        public Builder binariesIn(Path folder) {
            binaries = folder;
            return this;
        }

        public RedisServer start() {
            RedisServer server = new RedisServer(this);
            OpenServers.add(server);
            try {
                server.start();
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }
    }
}
