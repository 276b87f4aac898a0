package dev.leat.cli;

import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.wiring.RunMode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leat run}. */
@Command(
        name = "run",
        description = {
            "Runs pipelines until they are stopped (SIGTERM, Ctrl-C).",
            "A pipeline that fails leaves the others running; the exit code is the highest of theirs."
        },
        usageHelpAutoWidth = true)
final class RunCommand implements Callable<Integer> {
    private final LeatCommand leat;

    /** When a run ends by itself. */
    enum Until {
        caught_up;

        @Override
        public String toString() {
            return "caught-up";
        }
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "Pipeline files; a folder stands for every *.yaml and *.yml in it.")
    private List<Path> files = List.of();

    @Option(
            names = "--until",
            paramLabel = "caught-up",
            converter = UntilConverter.class,
            description = "End when every table is seeded and all that the source has now is durable in every sink.")
    private @Nullable Until until;

    @Option(
            names = "--http",
            paramLabel = "off|ADDR",
            defaultValue = "off",
            description = "Where to serve HTTP; this version has no HTTP, so only `off` is accepted.")
    private String http = "off";

    RunCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!http.equals("off")) {
            leat.console()
                    .error("--http " + http + ": this version serves no HTTP; leave the option away or write"
                            + " --http off");
            return ExitCodes.INVALID;
        }
        try (PluginCatalog plugins = leat.openPlugins()) {
            PipelineLoader loader = new PipelineLoader(plugins.declaredOptions(), leat.environment());
            List<PipelineDefinition> definitions = PipelineFiles.load(files, loader);
            RunMode mode = RunMode.of(
                    until != null, definitions.size(), Runtime.getRuntime().maxMemory());
            ForegroundRun run = new ForegroundRun(leat.console(), definitions, plugins, mode, true);
            AtomicInteger asked = new AtomicInteger();
            Signals.onStop(() -> {
                run.stop();
                if (asked.incrementAndGet() > 1) {
                    leat.console().note("stopping at once; the next run delivers again what was not confirmed");
                    Runtime.getRuntime().halt(ExitCodes.FAILED);
                }
            });
            return run.run();
        }
    }

    /** Accepts the text of {@link Until}. */
    static final class UntilConverter implements picocli.CommandLine.ITypeConverter<Until> {
        @Override
        public Until convert(String text) {
            if (text.equals(Until.caught_up.toString())) {
                return Until.caught_up;
            }
            throw new picocli.CommandLine.TypeConversionException("expected caught-up, found " + text);
        }
    }
}
