package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;

/** A real Redis, the sinks that write to it, and a look at what they wrote. */
final class Target implements AutoCloseable {
    static final String PIPELINE = "shop";
    static final String STATE = "leat:shop:seeded";
    static final SourceIdentity SOURCE = new SourceIdentity("7301/shop", "1");
    static final Marks NO_MARKS = marks(0);

    private final RedisServer server;
    private final Jedis redis;
    private final List<Sink> sinks = new ArrayList<>();

    Target(RedisServer server) {
        this.server = server;
        this.redis = new Jedis(URI.create(server.url()));
    }

    /** An empty server without sinks. */
    void reset() {
        sinks.forEach(Sink::close);
        sinks.clear();
        redis.flushAll();
    }

    /** A connection of the test's own. */
    Jedis redis() {
        return redis;
    }

    /** A sink that is neither opened nor claimed. */
    Sink sink(String... options) {
        return sinkAt(server.url(), options);
    }

    /** A sink at another URL, such as a proxy's. */
    Sink sinkAt(String url, String... options) {
        List<String> all = new ArrayList<>(List.of("url", url));
        all.addAll(List.of(options));
        RedisSinkFactory factory = new RedisSinkFactory();
        Sink sink = factory.create(
                GivenOptions.of(factory.options(), all.toArray(String[]::new)),
                new SinkContext(PIPELINE, "redis", 2, new NoStateStore()));
        sinks.add(sink);
        return sink;
    }

    /** A sink that owns these tables. */
    Sink owner(TestTable... tables) {
        return claimed(sink(), tables);
    }

    /** A sink of this mode that owns these tables. */
    Sink owner(String mode, TestTable... tables) {
        return claimed(sink("mode", mode), tables);
    }

    /** Opens a sink for these tables and claims it. */
    static Sink claimed(Sink sink, TestTable... tables) {
        sink.open(TestTable.source(tables));
        sink.claim("a test");
        return sink;
    }

    /** Writes through a writer of lane 0 that is opened for this one write. */
    static WriteReport write(Sink sink, Changes changes) {
        try (SinkWriter writer = sink.openWriter(0)) {
            return write(writer, changes);
        }
    }

    static WriteReport write(SinkWriter writer, Changes changes) {
        ChangeSlice all = changes.all();
        return writer.write(all, NO_MARKS);
    }

    /** A row's fields. */
    Map<String, String> row(String key) {
        Map<String, String> row = new TreeMap<>();
        redis.hgetAll(key.getBytes(UTF_8)).forEach((name, value) -> row.put(text(name), text(value)));
        return row;
    }

    /** Every key but those of the sink's own state. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        for (byte[] key : redis.keys("*".getBytes(UTF_8))) {
            if (!text(key).startsWith("leat:")) {
                keys.add(text(key));
            }
        }
        return keys;
    }

    static Marks marks(long sequence, TestTable... tables) {
        Set<dev.leat.api.schema.TableId> ids = new TreeSet<>();
        for (TestTable table : tables) {
            ids.add(table.id());
        }
        return new Marks(0, 1, SOURCE, new Position(sequence, Long.toString(sequence)), ids, 42);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Override
    public void close() {
        sinks.forEach(Sink::close);
        redis.close();
        server.close();
    }
}
