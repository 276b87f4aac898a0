package dev.leat.api.plugin;

import dev.leat.api.capture.Capture;
import java.util.List;

/**
 * Makes captures of one type. Public, with a public constructor without parameters, named in
 * {@code META-INF/services/dev.leat.api.plugin.CaptureFactory}.
 */
public interface CaptureFactory {
    /** The YAML {@code type}, unique among captures. */
    String type();

    /**
     * Whether an address on a command line, such as {@code postgresql://host/db}, is one of this type's {@code url}s. At
     * most one factory should say so.
     */
    default boolean accepts(String url) {
        return false;
    }

    /** The options that the YAML of this type may have. */
    List<Option> options();

    /**
     * Validates and makes a capture. No I/O.
     *
     * @throws dev.leat.api.CdcException CONFIG, from {@link Options#invalid}
     */
    Capture create(Options options, CaptureContext context);
}
