package dev.leat.cli;

import dev.leat.api.plugin.Option;
import dev.leat.core.plugin.OptionTable;
import dev.leat.core.plugin.Plugin;
import dev.leat.core.plugin.PluginCatalog;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code leat plugins}. */
@Command(
        name = "plugins",
        description = "Lists every capture and sink that was found, where it comes from, and its options.",
        usageHelpAutoWidth = true)
final class PluginsCommand implements Callable<Integer> {
    private final LeatCommand leat;

    PluginsCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() {
        try (PluginCatalog plugins = leat.openPlugins()) {
            plugins.captures().values().forEach(plugin -> print("capture", plugin));
            plugins.sinks().values().forEach(plugin -> print("sink", plugin));
        }
        return ExitCodes.OK;
    }

    private void print(String kind, Plugin<?> plugin) {
        leat.console().out().println(kind + " " + plugin.type() + " (" + plugin.origin() + ")");
        List<Option> options = plugin.options();
        OptionTable.render(options).lines().forEach(line -> leat.console().out().println("  " + line));
        leat.console().out().println();
    }
}
