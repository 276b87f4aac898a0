package dev.leat.core.wiring;

import dev.leat.api.Belonging;
import dev.leat.core.plugin.Plugin;
import java.util.List;
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

    /** Belongings whose removal is such a call too. */
    List<Belonging> askBelongings(Supplier<List<Belonging>> action) {
        return ask(action).stream()
                .map(found -> new Belonging(found.object(), found.command(), () -> tell(found.removal())))
                .toList();
    }

    void tell(Runnable action) {
        plugin.call(factory -> {
            action.run();
            return true;
        });
    }
}
