package dev.leat.core.sink;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import java.nio.file.Path;
import java.util.List;

/** Makes sinks that append changes as JSON lines to a file, forced to disk with each write. */
public final class FileSinkFactory implements SinkFactory {
    /** For {@link java.util.ServiceLoader}. */
    public FileSinkFactory() {}

    @Override
    public String type() {
        return "file";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.required(
                        "path", OptionType.PATH, "The file that lines are appended to; made if it is not there."),
                LineFormat.OPTION);
    }

    @Override
    public Sink create(Options options, SinkContext context) {
        Path path = options.findPath("path").orElseThrow(() -> options.invalid("path", "is missing"));
        return new LocalSink(context, new LineTarget(new FileOutput(path)));
    }
}
