package dev.leat.core.wiring;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.plugin.PluginCatalog;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Predicate;

/** Prints what changes in a source from now on, beside any pipeline: no sink, no state, nothing kept on the source. */
public final class PipelineTail {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int INITIAL_BYTES = 1 << 16;

    private final PipelineParts parts;
    private volatile boolean stopped;

    private PipelineTail(PipelineParts parts) {
        this.parts = parts;
    }

    /**
     * Makes the capture without connecting; the definition's sinks are not used.
     *
     * @throws CdcException CONFIG when a plugin refuses its options
     */
    public static PipelineTail of(PipelineDefinition definition, PluginCatalog plugins) {
        return new PipelineTail(PipelineParts.toLook(definition, plugins, null));
    }

    /**
     * Prints one line of JSON per change until it is stopped or the output is closed.
     *
     * @param wanted which changes
     * @param started run once, when every change that commits from then on will be printed
     * @throws CdcException CONNECTION when the connection broke: changes since then are missing
     */
    public void run(Predicate<ChangeCursor> wanted, PrintStream out, Runnable started) {
        Capture capture = parts.capture();
        try {
            capture.source();
            capture.tables();
            try (ChangeStream stream = capture.peek()
                    .orElseThrow(() -> new CdcException(
                            ErrorKind.CONFIG, "a capture of this type can't be looked at beside a pipeline"))) {
                started.run();
                print(stream, wanted, out);
            }
        } catch (CdcException failure) {
            if (!stopped) {
                throw failure;
            }
        } finally {
            parts.close();
        }
    }

    private void print(ChangeStream stream, Predicate<ChangeCursor> wanted, PrintStream out) {
        ChangeJson json = new ChangeJson();
        JsonBuffer lines = new JsonBuffer(INITIAL_BYTES);
        while (!stopped) {
            ChangeBatch batch = stream.poll(POLL);
            try {
                lines.clear();
                ChangeCursor change = batch.cursor();
                while (change.next()) {
                    if (wanted.test(change)) {
                        json.write(change, lines);
                        lines.raw('\n');
                    }
                }
                out.write(lines.array(), 0, lines.length());
                Position end = batch.position();
                if (end != null) {
                    stream.confirm(end);
                }
            } finally {
                batch.release();
            }
            if (lines.length() > 0 && out.checkError()) {
                return; // nobody reads any more
            }
        }
    }

    /** Ends it. Any thread. */
    public void stop() {
        stopped = true;
    }
}
