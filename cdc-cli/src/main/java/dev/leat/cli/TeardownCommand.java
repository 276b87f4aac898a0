package dev.leat.cli;

import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.wiring.PipelineTeardown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leat teardown}. */
@Command(
        name = "teardown",
        description = {
            "Lists what a pipeline made for itself: on the source, in its targets, and its state folder.",
            "With --yes removes it. Rows that were delivered stay. The pipeline must not be running."
        },
        usageHelpAutoWidth = true)
final class TeardownCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(names = "--yes", description = "Remove what is listed.")
    private boolean yes;

    TeardownCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() {
        try (PluginCatalog plugins = leat.openPlugins()) {
            PipelineDefinition definition = leat.load(file, plugins);
            try (FileStateStore state = state(definition);
                    PipelineTeardown teardown = PipelineTeardown.of(definition, plugins, state)) {
                return tearDown(definition, teardown.belongings());
            }
        }
    }

    /** Nothing is made where only a list is wanted, and no folder only to remove it. */
    private @Nullable FileStateStore state(PipelineDefinition definition) {
        if (yes && Files.exists(definition.state().resolve(definition.name()))) {
            return StoppedPipeline.takeState(definition, "teardown");
        }
        return FileStateStore.openForReading(definition.state(), definition.name())
                .orElse(null);
    }

    private int tearDown(PipelineDefinition definition, List<Belonging> belongings) {
        if (belongings.isEmpty()) {
            leat.console().note(definition.name() + ": nothing is there to remove");
            return ExitCodes.OK;
        }
        for (Belonging belonging : belongings) {
            if (yes && !remove(belonging)) {
                return ExitCodes.FAILED;
            }
            leat.console().out().println((yes ? "removed " : "") + belonging.object());
            if (!yes) {
                leat.console().out().println("    " + belonging.command());
            }
        }
        if (!yes) {
            leat.console().note("to remove all of it: leat teardown --yes " + file);
        }
        return ExitCodes.OK;
    }

    /** What comes later tells of what comes first, so the first failure ends it: the next try finds the rest. */
    private boolean remove(Belonging belonging) {
        try {
            belonging.removal().run();
            return true;
        } catch (CdcException failure) {
            leat.console().failure(belonging.object() + " was not removed: ", failure);
            return false;
        }
    }
}
