package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.search.SearchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A real server, the sinks that write to it, and a look at what they wrote. */
final class Target implements AutoCloseable {
    /** The name of the server of {@link #shared()} for {@code @ResourceLock}. */
    static final String SHARED = "shared search server";

    static final String PIPELINE = "shop";
    static final SourceIdentity SOURCE = new SourceIdentity("7301/shop", "1");
    static final Marks NO_MARKS = marks(0);

    private static @Nullable Target shared;

    private final SearchServer server;
    private final HttpClient http;
    private final List<Sink> sinks = new ArrayList<>();

    Target(SearchServer server) {
        this.server = server;
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        server.security().ifPresent(security -> client.sslContext(security.trusting()));
        http = client.build();
    }

    /** The server with the usual settings, for every class that comes and {@link #reset() resets} it; ends with the JVM. */
    static synchronized Target shared() {
        if (shared == null) {
            Target started = new Target(SearchServer.builder().start());
            if (started.server.security().isPresent()) {
                LeastPrivileged.create(started);
            }
            shared = started;
        }
        return shared;
    }

    SearchServer server() {
        return server;
    }

    /** An empty server without sinks. */
    void reset() {
        sinks.forEach(Sink::close);
        sinks.clear();
        for (String index : indices()) {
            call("DELETE", "/" + index, "");
        }
    }

    /** A sink that is neither opened nor claimed. */
    Sink sink(String... options) {
        return sinkAt(server.url(), options);
    }

    /** A sink at another URL, such as a proxy's; where the server asks who one is, it says so. */
    Sink sinkAt(String url, String... options) {
        List<String> all = new ArrayList<>(List.of("url", url));
        server.security().ifPresent(security -> all.addAll(LeastPrivileged.options(security)));
        return sinkWith(all, options);
    }

    /** A sink with these options and no other ones. */
    Sink sinkWith(List<String> given, String... options) {
        List<String> all = new ArrayList<>(given);
        all.addAll(List.of(options));
        ElasticsearchSinkFactory factory = new ElasticsearchSinkFactory();
        Sink sink = factory.create(
                GivenOptions.of(factory.options(), all.toArray(String[]::new)),
                new SinkContext(PIPELINE, "search", 2, new NoStateStore()));
        sinks.add(sink);
        return sink;
    }

    /** A sink that owns these tables. */
    Sink owner(TestTable... tables) {
        return claimed(sink(), tables);
    }

    /** Opens a sink for these tables and claims it. */
    static Sink claimed(Sink sink, TestTable... tables) {
        sink.open(TestTable.source(tables));
        sink.connect();
        sink.claim("a test");
        return sink;
    }

    /** A sink that owns this table and has seeded it without rows. */
    Sink seeded(TestTable table) {
        Sink sink = owner(table);
        sink.completeSeed(table.schema(), sink.beginSeed(table.schema(), false), SOURCE);
        return sink;
    }

    /** Writes through a writer of lane 0 that is opened for this one write. */
    static WriteReport write(Sink sink, Changes changes) {
        try (SinkWriter writer = sink.openWriter(0)) {
            return writer.write(changes.all(), NO_MARKS);
        }
    }

    /** The documents that readers of a name see once everything is visible. */
    Map<String, JsonObject> documents(String name) {
        call("POST", "/" + name + "/_refresh", "");
        Map<String, JsonObject> found = new TreeMap<>();
        JsonObject answer = json("GET", "/" + name + "/_search?size=10000&version=true", "");
        for (JsonElement hit : answer.getAsJsonObject("hits").getAsJsonArray("hits")) {
            JsonObject document = hit.getAsJsonObject();
            found.put(document.get("_id").getAsString(), document.getAsJsonObject("_source"));
        }
        return found;
    }

    /** How many documents readers of a name find now, without a refresh of our own. */
    long count(String name, String query) {
        return json("GET", "/" + name + "/_count?q=" + query, "").get("count").getAsLong();
    }

    /** Every index but the server's own. */
    Set<String> indices() {
        Set<String> names = new TreeSet<>(json("GET", "/_all/_settings?filter_path=*.settings.index.uuid", "")
                .keySet());
        names.removeIf(name -> name.startsWith("."));
        return names;
    }

    JsonObject json(String method, String path, String body) {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isLessThan(300);
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    HttpResponse<String> call(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body, UTF_8));
        server.security().ifPresent(security -> request.header("Authorization", security.administrator()));
        try {
            return http.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static Marks marks(long sequence, TestTable... tables) {
        Set<TableId> ids = new TreeSet<>();
        for (TestTable table : tables) {
            ids.add(table.id());
        }
        return new Marks(0, 1, SOURCE, new Position(sequence, Long.toString(sequence)), ids, 42);
    }

    @Override
    public void close() {
        sinks.forEach(Sink::close);
        server.close();
    }
}
