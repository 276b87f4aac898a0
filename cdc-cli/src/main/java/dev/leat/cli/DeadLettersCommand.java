package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.core.config.OnRejected;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.deadletter.DeadLetter;
import dev.leat.core.deadletter.FileDeadLetters;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.state.FileStateStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leat dead-letters}. */
@Command(
        name = "dead-letters",
        description = "Shows, retries and discards changes that a sink refused and that were put aside.",
        synopsisSubcommandLabel = "list|show|retry|discard",
        usageHelpAutoWidth = true)
final class DeadLettersCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DeadLettersCommand(LeatCommand leat) {
        this.leat = leat;
    }

    /** Without one of its commands: shows what there is. */
    @Override
    public Integer call() {
        leat.console().line(spec.commandLine().getUsageMessage().stripTrailing());
        return ExitCodes.INVALID;
    }

    @Command(
            name = "list",
            description = "Lists the dead letters, without values of rows; also while the pipeline runs.",
            usageHelpAutoWidth = true)
    int list(
            @Parameters(paramLabel = "FILE", description = "The pipeline file.") Path file,
            @Option(names = "--json", description = "As one JSON document on stdout.") boolean json) {
        PipelineDefinition definition = definition(file);
        LettersPage page = new LettersPage(definition.name(), letters(definition));
        leat.console().out().print(json ? page.json() : page.table());
        leat.console().out().flush();
        return ExitCodes.OK;
    }

    @Command(
            name = "show",
            description = "Prints each dead letter with its change as one JSON line; has values of rows.",
            usageHelpAutoWidth = true)
    int show(
            @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.") Path file,
            @Parameters(index = "1..*", paramLabel = "ID", description = "Which ones (default: all).") List<Long> ids) {
        PipelineDefinition definition = definition(file);
        List<DeadLetter> letters = letters(definition);
        List<Long> wanted = named(ids, letters, definition);
        letters.stream()
                .filter(letter -> wanted.contains(letter.id()))
                .map(LettersPage::line)
                .forEach(leat.console().out()::println);
        return ExitCodes.OK;
    }

    @Command(
            name = "retry",
            description = {
                "Asks the next run to write dead letters again.",
                "Where rows are found by key, the row is read from the source as it is then, so that nothing newer is"
                        + " overwritten. The pipeline must not be running."
            },
            usageHelpAutoWidth = true)
    int retry(
            @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.") Path file,
            @Parameters(index = "1..*", paramLabel = "ID", description = "Which ones (default: all).") List<Long> ids) {
        PipelineDefinition definition = definition(file);
        if (definition.onRejected() != OnRejected.DEAD_LETTER) {
            throw new CdcException(
                    ErrorKind.CONFIG,
                    file + ": a run of this file would not retry dead letters; write on-rejected: dead-letter");
        }
        owning(definition, "retry", letters -> {
            List<Long> wanted = named(ids, letters.letters(), definition);
            letters.requestRetry(wanted);
            leat.console()
                    .note(definition.name() + ": the next `leat run " + file + "` writes " + wanted.size()
                            + " dead letter(s) again");
        });
        return ExitCodes.OK;
    }

    @Command(
            name = "discard",
            description = {
                "Forgets dead letters: the sinks stay without these changes.",
                "The pipeline must not be running."
            },
            usageHelpAutoWidth = true)
    int discard(
            @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.") Path file,
            @Parameters(index = "1..*", paramLabel = "ID", description = "Which ones; or --all.") List<Long> ids,
            @Option(names = "--all", description = "All of them.") boolean all) {
        boolean some = ids != null && !ids.isEmpty();
        if (all == some) {
            leat.console().error("dead-letters discard: name the dead letters, or write --all");
            return ExitCodes.INVALID;
        }
        PipelineDefinition definition = definition(file);
        owning(definition, "discard", letters -> {
            List<Long> wanted = named(ids, letters.letters(), definition);
            letters.remove(wanted);
            leat.console().note(definition.name() + ": " + wanted.size() + " dead letter(s) discarded");
        });
        return ExitCodes.OK;
    }

    private PipelineDefinition definition(Path file) {
        try (PluginCatalog plugins = leat.openPlugins()) {
            return leat.load(file, plugins);
        }
    }

    /** What the folder has now, whoever owns it. */
    private static List<DeadLetter> letters(PipelineDefinition definition) {
        Optional<FileStateStore> store = FileStateStore.openForReading(definition.state(), definition.name());
        return store.map(open -> letters(open, definition).letters()).orElse(List.of());
    }

    private static FileDeadLetters letters(FileStateStore store, PipelineDefinition definition) {
        return new FileDeadLetters(store, InstantSource.system(), "leat dead-letters list " + definition.file());
    }

    /** All when none is named. */
    private static List<Long> named(List<Long> ids, List<DeadLetter> letters, PipelineDefinition definition) {
        List<Long> known = letters.stream().map(DeadLetter::id).toList();
        if (ids == null || ids.isEmpty()) {
            return known;
        }
        for (Long id : new TreeSet<>(ids)) {
            if (!known.contains(id)) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "pipeline " + definition.name() + " has no dead letter " + id + "; `leat dead-letters list "
                                + definition.file() + "` shows them");
            }
        }
        return ids;
    }

    private static void owning(PipelineDefinition definition, String what, Consumer<FileDeadLetters> change) {
        try (FileStateStore store = StoppedPipeline.takeState(definition, "dead-letters " + what)) {
            change.accept(letters(store, definition));
        }
    }
}
