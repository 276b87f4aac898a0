package dev.leat.acceptance.pipeline;

import dev.leat.acceptance.oracle.SearchTarget;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import dev.leat.sink.elasticsearch.ElasticsearchSinkFactory;
import dev.leat.sink.redis.RedisSinkFactory;
import dev.leat.testkit.plugin.GivenOptions;
import java.util.List;

/**
 * The sink of a pipeline in this process.
 *
 * @param name in the pipeline
 * @param factory makes one for each run
 * @param options names and values in turn, as a file would have them
 */
public record LocalSink(String name, SinkFactory factory, List<String> options) {
    /** Redis at this address. */
    public static LocalSink redis(String url) {
        return new LocalSink("redis", new RedisSinkFactory(), List.of("url", url));
    }

    /** A search server through this address, which gives up an answer after some seconds. */
    public static LocalSink search(SearchTarget target, String url) {
        return new LocalSink(
                "search",
                new ElasticsearchSinkFactory(),
                List.of("url", url, "index", target.alias("{table}"), "read-timeout", "2s"));
    }

    Sink make(SinkContext context) {
        return factory.create(GivenOptions.of(factory.options(), options.toArray(String[]::new)), context);
    }
}
