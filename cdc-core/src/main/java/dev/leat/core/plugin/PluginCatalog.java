package dev.leat.core.plugin;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.core.config.DeclaredOptions;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Every plugin of this process. Immutable and thread-safe; to be closed after everything that its plugins made. */
public final class PluginCatalog implements AutoCloseable {
    private final SortedMap<String, Plugin<CaptureFactory>> captures;
    private final SortedMap<String, Plugin<SinkFactory>> sinks;
    private final List<URLClassLoader> loaders;

    PluginCatalog(
            Map<String, Plugin<CaptureFactory>> captures,
            Map<String, Plugin<SinkFactory>> sinks,
            List<URLClassLoader> loaders) {
        this.captures = new TreeMap<>(captures);
        this.sinks = new TreeMap<>(sinks);
        this.loaders = List.copyOf(loaders);
    }

    /**
     * Finds all plugins.
     *
     * @param engine searched by {@link java.util.ServiceLoader}, and what plugins see of the API
     * @param plugins the plugins folder; null, or a folder that does not exist: none
     * @param hostSinks sinks that the host makes because they need something of it, such as its standard output
     * @throws CdcException CONFIG, listing every jar or folder that can't be used
     */
    public static PluginCatalog open(ClassLoader engine, @Nullable Path plugins, List<SinkFactory> hostSinks) {
        CatalogBuilder builder = new CatalogBuilder(engine);
        builder.addClassPath(hostSinks);
        if (plugins != null) {
            builder.addFolder(plugins);
        }
        return builder.build();
    }

    /** The captures by type. */
    public SortedMap<String, Plugin<CaptureFactory>> captures() {
        return new TreeMap<>(captures);
    }

    /** The sinks by type. */
    public SortedMap<String, Plugin<SinkFactory>> sinks() {
        return new TreeMap<>(sinks);
    }

    /**
     * The capture of this type.
     *
     * @throws CdcException CONFIG when there is none
     */
    public Plugin<CaptureFactory> capture(String type) {
        return Optional.ofNullable(captures.get(type)).orElseThrow(() -> unknown("capture", type, captures));
    }

    /**
     * The sink of this type.
     *
     * @throws CdcException CONFIG when there is none
     */
    public Plugin<SinkFactory> sink(String type) {
        return Optional.ofNullable(sinks.get(type)).orElseThrow(() -> unknown("sink", type, sinks));
    }

    /** The type of the capture that reads from this address; empty when there is none. */
    public Optional<String> captureFor(String url) {
        return captures.values().stream()
                .filter(plugin -> plugin.call(factory -> factory.accepts(url)))
                .map(Plugin::type)
                .findFirst();
    }

    /** What pipeline files may name. */
    public DeclaredOptions declaredOptions() {
        return new DeclaredOptions(options(captures), options(sinks));
    }

    /** Closes the jars; classes that were not loaded yet can't be loaded any more. Idempotent. */
    @Override
    public void close() {
        closeAll(loaders);
    }

    static void closeAll(List<URLClassLoader> loaders) {
        for (URLClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                LoggerFactory.getLogger(PluginCatalog.class).warn("can't close plugin {}", loader.getName(), e);
            }
        }
    }

    private static <F> Map<String, List<Option>> options(Map<String, Plugin<F>> plugins) {
        return plugins.values().stream().collect(Collectors.toMap(Plugin::type, Plugin::options));
    }

    private static CdcException unknown(String kind, String type, Map<String, ?> known) {
        return new CdcException(
                ErrorKind.CONFIG,
                "no " + kind + " of type " + type + " is installed; installed: " + String.join(", ", known.keySet()));
    }
}
