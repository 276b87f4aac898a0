package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.TableNames;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.TableScope;
import dev.leat.core.state.Wishes;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code leat reseed}. */
@Command(
        name = "reseed",
        description = {
            "Asks for tables to be seeded anew by the next run, which clears a gap.",
            "Rows that the source lost meanwhile are gone from the sinks then. The pipeline must not be running."
        },
        usageHelpAutoWidth = true)
final class ReseedCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Parameters(
            index = "1..*",
            paramLabel = "TABLE",
            description =
                    "Tables as schema.table, with MySQL and MariaDB database.table (default: every table of the pipeline).")
    private List<String> tables = List.of();

    ReseedCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() {
        try (PluginCatalog plugins = leat.openPlugins()) {
            PipelineDefinition definition = leat.load(file, plugins);
            TableScope scope = scope(definition.tables());
            request(definition, scope);
            leat.console().note(definition.name() + ": the next `leat run " + file + "` seeds " + scope + " anew");
            return ExitCodes.OK;
        }
    }

    private TableScope scope(TableSelection selection) {
        if (tables.isEmpty()) {
            return TableScope.ALL;
        }
        Set<TableId> named = new TreeSet<>();
        for (String text : tables) {
            try {
                named.add(selected(TableNames.parse(text), selection));
            } catch (IllegalArgumentException e) {
                throw new CdcException(ErrorKind.CONFIG, String.valueOf(e.getMessage()), e);
            }
        }
        return TableScope.of(named);
    }

    private TableId selected(TableId table, TableSelection selection) {
        boolean included = selection.include().isEmpty()
                || selection.include().stream().anyMatch(pattern -> pattern.matches(table));
        if (!included || selection.exclude().stream().anyMatch(pattern -> pattern.matches(table))) {
            throw new IllegalArgumentException(table + " is not among the tables of " + file);
        }
        return table;
    }

    private static void request(PipelineDefinition definition, TableScope scope) {
        try (FileStateStore store = StoppedPipeline.takeState(definition, "reseed")) {
            new Wishes(store).requestReseed(scope);
        }
    }
}
