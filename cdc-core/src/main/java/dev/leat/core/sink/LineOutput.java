package dev.leat.core.sink;

import dev.leat.api.Finding;
import java.util.List;

/** Takes whole lines from any number of lanes. Thread-safe. */
interface LineOutput {
    /** Makes sure that lines can be written. */
    void open();

    /** Appends the first {@code length} bytes, which are whole lines, in one piece; durable when it returns. */
    void write(byte[] lines, int length);

    /** What would keep it from working. */
    List<Finding> check();

    /** Gives up what was opened. Idempotent; any thread. */
    void close();
}
