package dev.leat.core.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Reads pipeline files. Does no I/O but reading the file and what it refers to; needs neither source nor sink.
 * Thread-safe.
 */
public final class PipelineLoader {
    private final DeclaredOptions plugins;
    private final Map<String, String> environment;

    /**
     * @param plugins what files may name
     * @param environment where {@code env} references are looked up
     */
    public PipelineLoader(DeclaredOptions plugins, Map<String, String> environment) {
        this.plugins = plugins;
        this.environment = Map.copyOf(environment);
    }

    /**
     * What the file says.
     *
     * @throws dev.leat.api.CdcException CONFIG, listing everything that is wrong with the file
     */
    public PipelineDefinition load(Path file) {
        return definition(file, read(file));
    }

    /**
     * What a text says that stands in no file.
     *
     * @param place stands for the file: in messages, and for relative paths
     * @throws dev.leat.api.CdcException CONFIG, listing everything that is wrong with the text
     */
    public PipelineDefinition loadText(Path place, String text) {
        return definition(place, new PipelineReader(plugins, environment, place).read(text));
    }

    private static PipelineDefinition definition(Path file, PipelineReading reading) {
        PipelineDefinition definition = reading.definition();
        if (definition == null) {
            throw Problems.failure(file.toString(), reading.problems());
        }
        return definition;
    }

    /** What the file says, or everything that is wrong with it. */
    public PipelineReading read(Path file) {
        return new PipelineReader(plugins, environment, file).read();
    }
}
