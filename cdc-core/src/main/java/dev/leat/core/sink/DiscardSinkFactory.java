package dev.leat.core.sink;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import dev.leat.core.sink.DiscardTarget.Reading;
import java.util.List;
import java.util.Locale;

/** Makes sinks that read changes and keep nothing: for measuring what comes before a sink. */
public final class DiscardSinkFactory implements SinkFactory {
    /** For {@link java.util.ServiceLoader}. */
    public DiscardSinkFactory() {}

    @Override
    public String type() {
        return "discard";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.choice(
                "read",
                List.of("typed", "bytes", "none"),
                "typed",
                "How values are read: each by its type's accessor, each as bytes, or not at all."));
    }

    @Override
    public Sink create(Options options, SinkContext context) {
        Reading reading = Reading.valueOf(options.text("read").toUpperCase(Locale.ROOT));
        return new LocalSink(context, new DiscardTarget(context.sink(), reading));
    }
}
