package dev.leat.core.engine.runtime;

import dev.leat.api.sink.Sink;

/**
 * A sink and its name in the file.
 *
 * @param name unique in the pipeline
 * @param sink not opened yet
 */
public record NamedSink(String name, Sink sink) {}
