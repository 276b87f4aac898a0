package dev.leat.core.sink;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import java.io.OutputStream;
import java.util.List;

/**
 * Makes sinks that print changes as JSON lines. Not found by {@link java.util.ServiceLoader}: the host hands in the stream
 * that it wants to be standard output.
 */
public final class StdoutSinkFactory implements SinkFactory {
    private final LineOutput output;

    /** All sinks of this factory share {@code stream}, line by line; it is flushed after each write and never closed. */
    public StdoutSinkFactory(OutputStream stream) {
        this.output = new StreamOutput(stream);
    }

    @Override
    public String type() {
        return "stdout";
    }

    @Override
    public List<Option> options() {
        return List.of(LineFormat.OPTION);
    }

    @Override
    public Sink create(Options options, SinkContext context) {
        return new LocalSink(context, new LineTarget(output));
    }
}
