package dev.leat.api.plugin;

import dev.leat.api.sink.Sink;
import java.util.List;

/**
 * Makes sinks of one type. Public, with a public constructor without parameters, named in
 * {@code META-INF/services/dev.leat.api.plugin.SinkFactory}.
 */
public interface SinkFactory {
    /** The YAML {@code type}, unique among sinks. */
    String type();

    /** The options that the YAML of this type may have. */
    List<Option> options();

    /**
     * Validates and makes a sink. No I/O.
     *
     * @throws dev.leat.api.CdcException CONFIG, from {@link Options#invalid}
     */
    Sink create(Options options, SinkContext context);
}
