package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.TableNames;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.wiring.PipelineTail;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leat tail}. */
@Command(
        name = "tail",
        description = {
            "Prints changes as JSON lines from now on, until it is stopped (Ctrl-C, SIGTERM).",
            "Needs no sink and disturbs no pipeline: it reads beside them, and what it reads through ends with its connection."
        },
        usageHelpAutoWidth = true)
final class TailCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @Parameters(
            paramLabel = "FILE|URL",
            description = "A pipeline file, or a database: postgresql://... or mysql://...")
    private String source = "";

    @Option(
            names = "--from",
            paramLabel = "now",
            defaultValue = "now",
            description = "Where to begin; this version begins at the present only.")
    private String from = "now";

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description =
                    "Tables or patterns as in a pipeline file (default: those of the file, or of the default schema).")
    private List<String> tables = List.of();

    @Option(
            names = "--operations",
            split = ",",
            paramLabel = "OPERATION",
            description =
                    "insert, update, delete, truncate, message (default: all; messages come only where the file asks for them).")
    private List<String> operations = List.of();

    TailCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() {
        if (!from.equals("now")) {
            throw new CdcException(
                    ErrorKind.CONFIG, "--from " + from + ": there is no log to read from; only --from now is possible");
        }
        List<TablePattern> patterns = patterns();
        Set<Operation> wanted = operations();
        try (PluginCatalog plugins = leat.openPlugins()) {
            PipelineTail tail = PipelineTail.of(definition(plugins), plugins);
            Signals.onStop(tail::stop);
            tail.run(
                    filter(patterns, wanted),
                    leat.console().out(),
                    () -> leat.console().note("waiting for changes; Ctrl-C ends"));
            return ExitCodes.OK;
        }
    }

    private PipelineDefinition definition(PluginCatalog plugins) {
        if (source.contains("://")) {
            return SourceAddress.parse(source).pipeline(plugins, leat.environment(), tables);
        }
        return leat.load(Path.of(source), plugins);
    }

    private static Predicate<ChangeCursor> filter(List<TablePattern> patterns, Set<Operation> operations) {
        return change -> operations.contains(change.operation())
                && (change.operation() == Operation.MESSAGE // of no table
                        || patterns.isEmpty()
                        || patterns.stream()
                                .anyMatch(pattern ->
                                        pattern.matches(change.schema().table())));
    }

    private List<TablePattern> patterns() {
        List<TablePattern> patterns = new ArrayList<>();
        for (String text : tables) {
            try {
                patterns.add(TableNames.pattern(text));
            } catch (IllegalArgumentException e) {
                throw new CdcException(ErrorKind.CONFIG, "--tables: " + e.getMessage(), e);
            }
        }
        return patterns;
    }

    private Set<Operation> operations() {
        if (operations.isEmpty()) {
            return EnumSet.allOf(Operation.class);
        }
        Set<Operation> wanted = EnumSet.noneOf(Operation.class);
        for (String text : operations) {
            try {
                wanted.add(Operation.valueOf(text.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "--operations: " + text + " is none; valid are insert, update, delete, truncate, message",
                        e);
            }
        }
        return wanted;
    }
}
