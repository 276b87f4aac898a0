package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.config.PipelineReading;
import dev.leat.core.finding.PipelineFinding;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.wiring.PipelineCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leat check}. */
@Command(
        name = "check",
        description = {
            "Validates a pipeline file and tests its servers; changes nothing.",
            "Lists what `run` would stumble over, with the SQL or command that mends it.",
            "Exit code 0: no error; 2: the file is invalid; 1: any other error."
        },
        usageHelpAutoWidth = true)
final class CheckCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(names = "--offline", description = "Check the file only; connect to nothing.")
    private boolean offline;

    @Option(names = "--json", description = "Print the findings as one JSON document.")
    private boolean json;

    CheckCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() {
        try (PluginCatalog plugins = leat.openPlugins()) {
            PipelineReading reading = new PipelineLoader(plugins.declaredOptions(), leat.environment()).read(file);
            PipelineDefinition definition = reading.definition();
            if (definition == null) {
                return invalid(reading.problems().stream()
                        .map(problem -> invalidFile(problem.location().toString(), problem.message()))
                        .toList());
            }
            PipelineCheck check;
            try {
                check = PipelineCheck.of(definition, plugins);
            } catch (CdcException refused) {
                return invalid(List.of(invalidFile(file.toString(), refused.getMessage())));
            }
            List<Finding> findings = offline ? List.of() : check.findings();
            boolean isSound = findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
            return print(definition.name(), findings, isSound ? ExitCodes.OK : ExitCodes.FAILED);
        }
    }

    private static Finding invalidFile(String place, String message) {
        return PipelineFinding.INVALID_FILE.about(
                place, message, "correct the file at this place, then: leat check --offline FILE");
    }

    private int invalid(List<Finding> findings) {
        if (json) {
            return print(null, findings, ExitCodes.INVALID);
        }
        for (Finding finding : findings) {
            // the message of a refused option has its place in front already
            String place = finding.message().startsWith(finding.object()) ? "" : finding.object() + ": ";
            leat.console().error(place + finding.message());
        }
        return ExitCodes.INVALID;
    }

    private int print(@Nullable String pipeline, List<Finding> findings, int exitCode) {
        FindingsPage page = new FindingsPage(file, pipeline, findings, exitCode);
        leat.console().out().print(json ? page.json() : page.text());
        return exitCode;
    }
}
