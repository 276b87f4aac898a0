package dev.leat.cli;

import dev.leat.api.plugin.Option;
import dev.leat.core.config.DeclaredOptions;
import dev.leat.core.plugin.Plugin;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.reference.OptionTable;
import dev.leat.core.reference.PipelineSchema;
import dev.leat.core.reference.PluginList;
import dev.leat.core.reference.ReferencePages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code leat plugins}. */
@Command(
        name = "plugins",
        description = "Lists every capture and sink that was found, where it comes from, and its options.",
        usageHelpAutoWidth = true)
final class PluginsCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @ArgGroup
    private Form form = new Form();

    /** What is printed instead of the list. */
    private static final class Form {
        @CommandLine.Option(names = "--json", description = "Print the list as one JSON document.")
        private boolean json;

        @CommandLine.Option(
                names = "--schema",
                description = "Print a JSON Schema of pipeline files, with which editors complete and check them.")
        private boolean schema;

        @CommandLine.Option(
                names = "--write-docs",
                hidden = true,
                paramLabel = "DIR",
                description = "Bring the generated parts of the documentation in this folder up to date.")
        private @Nullable Path docs;
    }

    PluginsCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() throws IOException {
        try (PluginCatalog plugins = leat.openPlugins()) {
            Path docs = form.docs;
            if (docs != null) {
                writeDocs(docs, plugins.declaredOptions());
            } else if (form.schema) {
                leat.console().out().print(PipelineSchema.json(plugins.declaredOptions()));
            } else if (form.json) {
                leat.console().out().print(PluginList.json(plugins));
            } else {
                plugins.captures().values().forEach(plugin -> print("capture", plugin));
                plugins.sinks().values().forEach(plugin -> print("sink", plugin));
            }
        }
        return ExitCodes.OK;
    }

    private static void writeDocs(Path docs, DeclaredOptions plugins) throws IOException {
        Files.writeString(docs.resolve("pipeline.schema.json"), PipelineSchema.json(plugins), StandardCharsets.UTF_8);
        Path reference = Files.createDirectories(docs.resolve("reference"));
        for (Map.Entry<String, List<Option>> page :
                ReferencePages.pages(plugins).entrySet()) {
            Path file = reference.resolve(page.getKey());
            String before = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : null;
            Files.writeString(
                    file, ReferencePages.updated(page.getKey(), before, page.getValue()), StandardCharsets.UTF_8);
        }
    }

    private void print(String kind, Plugin<?> plugin) {
        leat.console().out().println(kind + " " + plugin.type() + " (" + plugin.origin() + ")");
        List<Option> options = plugin.options();
        OptionTable.render(options).lines().forEach(line -> leat.console().out().println("  " + line));
        leat.console().out().println();
    }
}
