package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers bulk requests as a test says, one answer after the other and then the last one for ever. */
final class ScriptedServer implements AutoCloseable {
    static final String TAKEN = "{\"errors\":false,\"items\":[]}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Reply> script = new ArrayDeque<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private Reply otherwise = body -> new Content(200, TAKEN);

    /** What to answer to a body. */
    @FunctionalInterface
    interface Reply {
        Content to(String body);
    }

    /** A status and a body; a cut one breaks off in the middle. */
    record Content(int status, String body, boolean cut, String retryAfter) {
        Content(int status, String body) {
            this(status, body, false, "");
        }
    }

    ScriptedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    Endpoint endpoint() {
        return new Endpoint(
                List.of(new Endpoint.Node(
                        false, "127.0.0.1", server.getAddress().getPort(), "")),
                new Endpoint.Credentials(null, null, null),
                new Endpoint.Tls(TlsMode.DISABLE, null, null, null),
                new Endpoint.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30)));
    }

    ScriptedServer then(int status, String body) {
        return then(new Content(status, body));
    }

    synchronized ScriptedServer then(Content content) {
        script.add(body -> content);
        return this;
    }

    synchronized ScriptedServer always(Reply reply) {
        otherwise = reply;
        return this;
    }

    /** The bodies that came, in order. */
    List<String> bodies() {
        return bodies;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Content content;
            synchronized (this) {
                bodies.add(body);
                Reply next = script.poll();
                content = (next == null ? otherwise : next).to(body);
            }
            byte[] bytes = content.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (!content.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", content.retryAfter());
            }
            exchange.sendResponseHeaders(content.status(), bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes, 0, content.cut() ? bytes.length / 2 : bytes.length);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
