package dev.leat.testkit.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.testkit.server.UnavailableServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The libraries of a server in Maven's local repository, where the build brought them. */
record ServerJars(List<Path> all) {
    /** From the list that the build made, whose paths begin at the local repository. */
    static ServerJars of(SearchFlavour flavour) {
        String list = flavour + ".jars";
        try (InputStream in = ServerJars.class.getResourceAsStream(list)) {
            if (in == null) {
                throw UnavailableServer.because(
                        "no " + list + " on the class path: build with -Dleat.test.search=" + flavour, null);
            }
            Path repository = localRepository();
            List<Path> jars = Stream.of(
                            new String(in.readAllBytes(), UTF_8).trim().split(":", -1))
                    .map(jar -> repository.resolve(jar).normalize())
                    .toList();
            jars.stream().filter(jar -> !Files.isRegularFile(jar)).findFirst().ifPresent(jar -> {
                throw UnavailableServer.because(
                        "no " + jar + ": run `mvn process-classes -pl embedded-search -am`", null);
            });
            return new ServerJars(jars);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + list, e);
        }
    }

    /** Those whose names begin with one of these. */
    List<Path> named(List<String> beginnings) {
        return all.stream()
                .filter(jar -> beginnings.stream()
                        .anyMatch(beginning -> jar.getFileName().toString().startsWith(beginning)))
                .toList();
    }

    /** All but these. */
    List<Path> without(List<Path> others) {
        return all.stream().filter(jar -> !others.contains(jar)).toList();
    }

    /** Maven's test plugins say where it is; an IDE's runner does not. */
    private static Path localRepository() {
        return Stream.of("localRepository", "maven.repo.local")
                .map(System::getProperty)
                .filter(path -> path != null && !path.isEmpty())
                .findFirst()
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".m2", "repository"));
    }
}
