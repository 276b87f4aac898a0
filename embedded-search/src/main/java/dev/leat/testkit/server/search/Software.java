package dev.leat.testkit.server.search;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server's process runs.
 *
 * @param libraries on the class path
 * @param javaOptions what it needs of the JVM
 * @param security null where everybody is let in
 */
record Software(
        List<Path> libraries,
        List<String> javaOptions,
        @Nullable SearchSecurity security) {
    /**
     * Lays it out.
     *
     * @param folder the server's
     */
    static Software of(SearchFlavour flavour, Path folder, Path log) {
        ServerJars jars = ServerJars.of(flavour);
        return switch (flavour) {
            case ELASTICSEARCH_8, ELASTICSEARCH_9 -> {
                ElasticsearchHome home = new ElasticsearchHome(folder, jars);
                home.layOut();
                yield new Software(home.libraries(), List.of(), null);
            }
            case OPENSEARCH_2, OPENSEARCH_3 -> new Software(jars.all(), List.of(), null);
            case OPENSEARCH_3_SECURITY -> {
                SecurityPlugin plugin = SecurityPlugin.unpack(jars, folder.resolve("security"));
                yield new Software(plugin.libraries(), plugin.javaOptions(), SearchSecurity.in(folder, log));
            }
        };
    }
}
