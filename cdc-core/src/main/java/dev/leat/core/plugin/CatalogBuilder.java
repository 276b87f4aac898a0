package dev.leat.core.plugin;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.core.config.OptionDeclarations;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects plugins and everything that is wrong with them. */
final class CatalogBuilder {
    private static final String BUILT_IN = "built in";

    private final ClassLoader engine;
    private final Map<String, Plugin<CaptureFactory>> captures = new HashMap<>();
    private final Map<String, Plugin<SinkFactory>> sinks = new HashMap<>();
    private final List<URLClassLoader> loaders = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Throwable cause;

    CatalogBuilder(ClassLoader engine) {
        this.engine = engine;
    }

    void addClassPath(List<SinkFactory> hostSinks) {
        hostSinks.forEach(factory -> addSink(factory, BUILT_IN, engine));
        addServices(BUILT_IN, engine);
    }

    void addFolder(Path plugins) {
        if (!Files.isDirectory(plugins)) {
            return;
        }
        if (PluginSource.isWorldWritable(plugins)) {
            problems.add(PluginSource.worldWritable(plugins));
            return;
        }
        try {
            PluginSource.in(plugins).forEach(this::addSource);
        } catch (IOException e) {
            problem("the plugins folder " + plugins + " can't be read", e);
        }
    }

    PluginCatalog build() {
        if (problems.isEmpty()) {
            return new PluginCatalog(captures, sinks, loaders);
        }
        PluginCatalog.closeAll(loaders);
        String message = problems.size() == 1
                ? problems.get(0)
                : problems.size() + " plugins can't be used:\n  " + String.join("\n  ", problems);
        throw new CdcException(ErrorKind.CONFIG, message, cause);
    }

    private void addSource(PluginSource source) {
        Optional<String> refusal = source.refusal();
        if (refusal.isPresent()) {
            problems.add(refusal.get());
            return;
        }
        String origin = source.path().toString();
        PluginClassLoader loader =
                new PluginClassLoader(String.valueOf(source.path().getFileName()), source.urls(), engine);
        loaders.add(loader);
        int problemsBefore = problems.size();
        int found = addServices(origin, loader);
        if (found == 0 && problems.size() == problemsBefore) {
            problems.add(origin + " brings neither a capture nor a sink (no META-INF/services/"
                    + CaptureFactory.class.getName() + " or " + SinkFactory.class.getName() + "); remove it from the"
                    + " plugins folder");
        }
    }

    /** How many factories the loader brings, usable or not. */
    private int addServices(String origin, ClassLoader loader) {
        return ContextLoader.call(
                loader,
                () -> addServices(CaptureFactory.class, origin, loader, this::addCapture)
                        + addServices(SinkFactory.class, origin, loader, this::addSink));
    }

    private <F> int addServices(Class<F> service, String origin, ClassLoader loader, Adder<F> adder) {
        int found = 0;
        Iterator<F> factories = ServiceLoader.load(service, loader).iterator();
        // Ends after the first provider that can't be loaded: the iterator gives no promise to get past it.
        try {
            while (factories.hasNext()) {
                F factory = factories.next();
                found++;
                adder.add(factory, origin, loader);
            }
        } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
            problem(
                    origin + " has a " + service.getSimpleName() + " that can't be loaded (" + reason(e)
                            + "); is a library of it missing, or was it built for a newer Java?",
                    e);
        }
        return found;
    }

    /** Takes a factory that was found. */
    @FunctionalInterface
    private interface Adder<F> {
        void add(F factory, String origin, ClassLoader loader);
    }

    private void addCapture(CaptureFactory factory, String origin, ClassLoader loader) {
        add("capture", captures, factory, origin, loader, CaptureFactory::type, CaptureFactory::options);
    }

    private void addSink(SinkFactory factory, String origin, ClassLoader loader) {
        add("sink", sinks, factory, origin, loader, SinkFactory::type, SinkFactory::options);
    }

    private <F> void add(
            String kind,
            Map<String, Plugin<F>> plugins,
            F factory,
            String origin,
            ClassLoader loader,
            Function<F, String> typeOf,
            Function<F, List<Option>> optionsOf) {
        String type = typeOf.apply(factory);
        List<Option> options = optionsOf.apply(factory);
        Optional<String> fault = OptionDeclarations.fault(type, options);
        if (fault.isPresent()) {
            problems.add(origin + " has a faulty " + kind + ": " + fault.get());
            return;
        }
        Plugin<F> earlier = plugins.putIfAbsent(type, new Plugin<>(type, origin, options, factory, loader));
        if (earlier != null) {
            problems.add("two plugins bring the " + kind + " type " + type + ": " + earlier.origin() + " and " + origin
                    + "; remove one of them");
        }
    }

    private void problem(String message, Throwable thrown) {
        problems.add(message);
        if (cause == null) {
            cause = thrown;
        }
    }

    private static String reason(Throwable thrown) {
        Throwable root = thrown.getCause() == null ? thrown : thrown.getCause();
        return root.getClass().getSimpleName();
    }
}
