package dev.leat.testkit.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.testkit.server.Folders;
import dev.leat.testkit.server.LoopbackPort;
import dev.leat.testkit.server.OpenServers;
import dev.leat.testkit.server.ServerProcess;
import dev.leat.testkit.server.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * A search server of one node; with plain HTTP and nobody to log in, unless it has {@link #security()}. It keeps its port and its data over {@link #kill9()}
 * and {@link #stop()} until it is closed.
 *
 * <p>Methods may be called from any thread; those that start and stop the server exclude each other. A start takes some
 * seconds and the process half a gigabyte: have one per test class, with an index per test.
 */
public final class SearchServer implements TestServer {
    private final int port;
    private final Path folder;
    private final Path log;
    private final @Nullable SearchSecurity security;
    private final List<String> command;
    private @Nullable ServerProcess process;
    private boolean closed;

    private SearchServer(Builder builder) {
        SearchFlavour flavour = SearchFlavour.wanted();
        JavaHome java = JavaHome.atLeast(flavour.oldestJava());
        port = LoopbackPort.free();
        folder = Folders.temporary("leat-search-");
        log = folder.resolve("server.log");
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("network.host", host());
        settings.put("http.port", Integer.toString(port));
        settings.put("transport.port", Integer.toString(LoopbackPort.free()));
        settings.put("discovery.type", "single-node");
        settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
        settings.put("node.store.allow_mmap", "false");
        Software software = Software.of(flavour, folder, log);
        security = software.security();
        if (security != null) {
            settings.putAll(security.settings());
        }
        settings.putAll(builder.settings);
        command = command(java, builder.javaOptions, flavour, software, settings);
    }

    /** A private server. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public int port() {
        return port;
    }

    /** How to be let in; empty where everybody is, without TLS. */
    public Optional<SearchSecurity> security() {
        return Optional.ofNullable(security);
    }

    /** {@code http://host:port}, or {@code https://}. */
    public String url() {
        return url(port);
    }

    /** The same, through a proxy on this port of the loopback address. */
    public String url(int throughPort) {
        return (security == null ? "http://" : "https://") + host() + ":" + throughPort;
    }

    /** All that the server logged since it was built, over restarts. */
    public String logText() {
        try {
            return new String(Files.readAllBytes(log), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Starts a server that was stopped or killed, with the same data on the same port; returns when all indexes answer. */
    public synchronized void start() {
        if (closed || (process != null && process.isAlive())) {
            throw new IllegalStateException(closed ? "the server is closed" : "the server runs already");
        }
        ServerProcess started = ServerProcess.start(command, folder, log);
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

    /** Whether every index has its primary shards; that of an index with replicas is yellow, with one node, and serves. */
    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url() + "/_cluster/health?wait_for_status=yellow&timeout=5s")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(10_000);
            if (security != null) {
                ((HttpsURLConnection) connection)
                        .setSSLSocketFactory(security.trusting().getSocketFactory());
                connection.setRequestProperty("Authorization", security.administrator());
            }
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) { // not listening yet
            return false;
        }
    }

    private List<String> command(
            JavaHome java,
            List<String> javaOptions,
            SearchFlavour flavour,
            Software software,
            Map<String, String> settings) {
        List<String> command = new ArrayList<>();
        command.add(java.program().toString());
        command.addAll(javaOptions);
        command.addAll(software.javaOptions());
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporaryFiles(),
                "-Dlog4j.shutdownHookEnabled=false", // the node logs its end
                "-cp",
                Stream.concat(Stream.of(ownClasses()), software.libraries().stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                flavour.mainClass(),
                folder.toString()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return List.copyOf(command);
    }

    private Path temporaryFiles() {
        try {
            return Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lay out a server in " + folder, e);
        }
    }

    private static Path ownClasses() {
        try {
            return Path.of(SearchServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the classes of the server are not in a file", e);
        }
    }

    /** What a private server shall be like. */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private List<String> javaOptions =
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"); // soon ready rather than fast

        private Builder() {}

        /** A setting of the node, such as {@code thread_pool.write.queue_size} and {@code 1}. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** The JVM's options, instead of those that make a small server that is soon ready. */
        public Builder javaOptions(String... options) {
            javaOptions = List.of(options);
            return this;
        }

        public SearchServer start() {
            SearchServer server = new SearchServer(this);
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
