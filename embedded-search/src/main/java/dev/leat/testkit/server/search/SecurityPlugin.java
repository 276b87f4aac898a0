package dev.leat.testkit.server.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** OpenSearch's security plugin, unpacked from the zip that its project publishes. */
final class SecurityPlugin {
    private static final String ZIP = ".zip";

    private final Path folder;
    private final List<Path> ofServer;

    private SecurityPlugin(Path folder, List<Path> ofServer) {
        this.folder = folder;
        this.ofServer = ofServer;
    }

    /** Of the zip among the jars. */
    static SecurityPlugin unpack(ServerJars jars, Path folder) {
        Path zip = jars.all().stream()
                .filter(jar -> jar.toString().endsWith(ZIP))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no zip of a plugin among the jars of the server"));
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!entry.isDirectory() && target.startsWith(folder)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(in, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + zip + " to " + folder, e);
        }
        return new SecurityPlugin(folder, jars.without(List.of(zip)));
    }

    /** The server's with the plugin's own. They are on one class path: of what both have, the server's. */
    List<Path> libraries() {
        Set<String> known = ofServer.stream().map(SecurityPlugin::artifact).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(folder)) {
            return Stream.concat(
                            ofServer.stream(),
                            files.filter(file -> file.toString().endsWith(".jar") && !known.contains(artifact(file)))
                                    .sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    /** For the server's JVM: the plugin, and where the users and roles are that a new server has. */
    List<String> javaOptions() {
        return List.of(
                "-D" + OpenSearchNode.PLUGIN + "=org.opensearch.security.OpenSearchSecurityPlugin",
                "-Dsecurity.default_init.dir=" + folder.resolve("config"));
    }

    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("-\\d.*", "");
    }
}
