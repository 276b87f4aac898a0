package dev.leat.core.plugin;

import dev.leat.api.plugin.Option;
import java.util.List;
import java.util.function.Function;

/**
 * A factory that was found, with where it came from.
 *
 * @param <F> {@code CaptureFactory} or {@code SinkFactory}
 */
public final class Plugin<F> {
    private final String type;
    private final String origin;
    private final List<Option> options;
    private final F factory;
    private final ClassLoader loader;

    Plugin(String type, String origin, List<Option> options, F factory, ClassLoader loader) {
        this.type = type;
        this.origin = origin;
        this.options = List.copyOf(options);
        this.factory = factory;
        this.loader = loader;
    }

    /** The YAML {@code type}. */
    public String type() {
        return type;
    }

    /** The jar or folder that brought it; {@code built in} for the class path. */
    public String origin() {
        return origin;
    }

    /** The options that the factory declares. */
    public List<Option> options() {
        return options;
    }

    /** The context class loader of every thread that calls what the factory makes. */
    public ClassLoader loader() {
        return loader;
    }

    /** Calls the factory with the plugin's class loader as the thread's context class loader. */
    public <T> T call(Function<F, T> action) {
        return ContextLoader.call(loader, () -> action.apply(factory));
    }

    @Override
    public String toString() {
        return "Plugin[" + type + " from " + origin + "]";
    }
}
