package dev.leat.testkit.server.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginBundle;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * The main class of the server's process: a node without what Elasticsearch's own main class puts around it (bootstrap
 * checks, entitlements, refusing to run as root). Its first argument is the folder of an {@link ElasticsearchHome}, each
 * other one a setting, {@code name=value}.
 */
final class ElasticsearchNode {
    private static final String NODE_NAME = "test";

    private ElasticsearchNode() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path config = home.resolve("config");
        System.setProperty("es.path.home", home.toString());
        System.setProperty("es.path.conf", config.toString());
        LogConfigurator.configureWithoutConfig(
                Settings.builder().put("logger.level", "INFO").build());

        Environment environment = InternalSettingsPreparer.prepareEnvironment(
                settings(home, Stream.of(arguments).skip(1)), Map.of(), config, () -> NODE_NAME);
        PluginsLoader loader =
                PluginsLoader.createPluginsLoader(modules(home.resolve("modules")), Set.of(), Map.of(), false);
        Node node = new Node(environment, loader);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "close-node"));
        node.start();
        Thread.currentThread().join();
    }

    private static Settings settings(Path home, Stream<String> more) {
        Settings.Builder settings = Settings.builder()
                .put("path.home", home.toString())
                .put("cluster.name", NODE_NAME)
                .put("node.name", NODE_NAME);
        more.forEach(setting -> {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        });
        return settings.build();
    }

    /** {@code PluginsLoader.loadModulesBundles}, whose parameters differ from version to version: flags may follow. */
    @SuppressWarnings("unchecked") // its return type is the same in all of them
    private static Set<PluginBundle> modules(Path folder) throws ReflectiveOperationException {
        Method load = Stream.of(PluginsLoader.class.getMethods())
                .filter(method -> method.getName().equals("loadModulesBundles"))
                .findFirst()
                .orElseThrow();
        Object[] arguments = new Object[load.getParameterCount()];
        Arrays.fill(arguments, false);
        arguments[0] = folder;
        return (Set<PluginBundle>) load.invoke(null, arguments);
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the node", e);
        }
    }
}
