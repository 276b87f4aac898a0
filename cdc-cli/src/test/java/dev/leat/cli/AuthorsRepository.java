package dev.leat.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local Maven repository as the author of a plugin has it: with what this build made as if it had been installed, and all else
 * that the build itself took. Nothing is written to the real one.
 */
final class AuthorsRepository {
    /** What the examples depend on, and what that depends on. */
    private static final List<String> MODULES = List.of("cdc-api", "cdc-core", "embedded-servers", "cdc-testkit");

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    private AuthorsRepository() {}

    /** Makes one: links to the real one's folders, but for that of this project. */
    static Path in(Path folder) throws IOException {
        Path real = real();
        Path made = Files.createDirectory(folder.resolve("repository"));
        Path dev = Files.createDirectory(made.resolve("dev"));
        link(real, made, "dev");
        if (Files.isDirectory(real.resolve("dev"))) {
            link(real.resolve("dev"), dev, "leat");
        }
        Path leat = Files.createDirectory(dev.resolve("leat"));
        String version = version();
        put(leat, "leat", version, "pom", CHECKOUT.resolve("pom.xml"));
        for (String module : MODULES) {
            Path built = CHECKOUT.resolve(module);
            put(leat, module, version, "pom", built.resolve("pom.xml"));
            put(leat, module, version, "jar", built.resolve("target").resolve(module + "-" + version + ".jar"));
        }
        return made;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static void put(Path group, String artifact, String version, String type, Path file) throws IOException {
        Path folder = Files.createDirectories(group.resolve(artifact).resolve(version));
        Files.copy(file, folder.resolve(artifact + "-" + version + "." + type));
    }

    /** Of the jar that the distribution has. */
    private static String version() throws IOException {
        String prefix = MODULES.get(0) + "-";
        try (Stream<Path> jars = Files.list(LeatProcess.DISTRIBUTION.resolve("lib"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length(), name.length() - ".jar".length()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Maven's test plugins say where it is; an IDE's runner does not. */
    private static Path real() {
        String known = System.getProperty("localRepository");
        return known == null ? Path.of(System.getProperty("user.home"), ".m2", "repository") : Path.of(known);
    }
}
