package dev.leat.core.sink;

import dev.leat.api.plugin.Option;
import java.util.List;

/** How a change looks as a line. */
final class LineFormat {
    /** The option of the sinks that write lines. */
    static final Option OPTION = Option.choice(
            "format", List.of("json"), "json", "What a line looks like; json is one JSON object per change.");

    private LineFormat() {}
}
