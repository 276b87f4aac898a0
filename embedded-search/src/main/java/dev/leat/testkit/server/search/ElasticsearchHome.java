package dev.leat.testkit.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The folder of an Elasticsearch, laid out as its distribution does it: what it loads as modules is under {@code modules}. */
final class ElasticsearchHome {
    private static final String MODULE = "transport-netty4";
    private static final List<String> JARS_OF_MODULE =
            List.of("transport-netty4-", "netty-", "elasticsearch-ssl-config-");

    private final Path folder;
    private final List<Path> moduleJars;
    private final List<Path> libraries;

    ElasticsearchHome(Path folder, ServerJars jars) {
        this.folder = folder;
        moduleJars = jars.named(JARS_OF_MODULE);
        libraries = jars.without(moduleJars);
    }

    /** What must be on the server's class path; the rest must not. */
    List<Path> libraries() {
        return libraries;
    }

    void layOut() {
        try {
            for (String name : List.of("config", "plugins")) {
                Files.createDirectories(folder.resolve(name));
            }
            Path module = Files.createDirectories(folder.resolve("modules").resolve(MODULE));
            for (Path jar : moduleJars) {
                Files.createSymbolicLink(module.resolve(jar.getFileName()), jar);
                if (jar.getFileName().toString().startsWith(MODULE)) {
                    writeDescriptors(jar, module);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lay out a server in " + folder, e);
        }
    }

    private static void writeDescriptors(Path jar, Path module) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String name : List.of("plugin-descriptor.properties", "entitlement-policy.yaml")) {
                JarEntry entry = file.getJarEntry("META-INF/es-plugins/" + MODULE + "/" + name);
                try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(file.getInputStream(entry), UTF_8))) {
                    // without a name it is loaded by a class loader, not as a JPMS layer above modules that are not
                    // there
                    Files.write(
                            module.resolve(name),
                            reader.lines()
                                    .filter(line -> !line.startsWith("modulename="))
                                    .toList());
                }
            }
        }
    }
}
