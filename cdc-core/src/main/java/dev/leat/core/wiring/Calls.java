package dev.leat.core.wiring;

import dev.leat.core.plugin.Plugin;
import java.util.function.Supplier;

/** Calls into what a plugin made, with the plugin's class loader as the thread's context class loader. */
final class Calls {
    private final Plugin<?> plugin;

    Calls(Plugin<?> plugin) {
        this.plugin = plugin;
    }

    <T> T ask(Supplier<T> action) {
        return plugin.call(factory -> action.get());
    }

    void tell(Runnable action) {
        plugin.call(factory -> {
            action.run();
            return true;
        });
    }
}
