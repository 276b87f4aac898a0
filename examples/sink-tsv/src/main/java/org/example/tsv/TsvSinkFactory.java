package org.example.tsv;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import java.nio.file.Path;
import java.util.List;

/** Declares the options and makes sinks; named in {@code META-INF/services}. */
public final class TsvSinkFactory implements SinkFactory {
    /** For {@link java.util.ServiceLoader}. */
    public TsvSinkFactory() {}

    @Override
    public String type() {
        return "tsv";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.required(
                        "folder", OptionType.PATH, "The folder of the files, for this sink alone; it must be there."),
                Option.withDefault(
                        "sync",
                        OptionType.BOOLEAN,
                        "true",
                        "Whether a write is on disk before it is confirmed; false: a power cut may lose the last ones."));
    }

    /** Makes a sink; touches nothing. */
    @Override
    public Sink create(Options options, SinkContext context) {
        Path path = options.findPath("folder").orElseThrow(() -> options.invalid("folder", "is missing"));
        String owner = context.pipeline() + "/" + context.sink();
        return new TsvSink(new Folder(path, options.bool("sync")), owner);
    }
}
