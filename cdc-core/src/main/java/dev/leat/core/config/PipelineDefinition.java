package dev.leat.core.config;

import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.TableSelection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a pipeline file says, checked and with defaults filled in. One component per top-level key of the file.
 *
 * @param name {@code [a-z0-9_]{1,40}}
 * @param file the file as the user named it
 * @param folder absolute; relative paths of the file count from here
 * @param capture where changes come from
 * @param tables what is selected, not yet resolved against the source
 * @param sinks at least one, with distinct names, in the order of the file
 * @param batch when the capture closes a batch
 * @param parallelism lanes per sink, from 1
 * @param seed whether and how existing rows are read
 * @param onRejected what a refused change does
 * @param onGap what a gap does
 * @param connectTimeout how long source and sinks are tried at the start
 * @param state absolute; the folder that holds one folder per pipeline
 */
public record PipelineDefinition(
        String name,
        Path file,
        Path folder,
        PluginDefinition capture,
        TableSelection tables,
        List<SinkDefinition> sinks,
        BatchLimits batch,
        int parallelism,
        SeedDefinition seed,
        OnRejected onRejected,
        OnGap onGap,
        Duration connectTimeout,
        Path state) {
    /** Copies the list. */
    public PipelineDefinition {
        sinks = List.copyOf(sinks);
    }
}
