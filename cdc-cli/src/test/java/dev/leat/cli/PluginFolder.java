package dev.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A copy of the distribution into whose {@code plugins/} jars are dropped, as a plugin's author does. */
final class PluginFolder {
    private final Path home;
    private final Path work;

    private PluginFolder(Path home, Path work) {
        this.home = home;
        this.work = work;
    }

    /** Copies all that commands without embedded servers need. */
    static PluginFolder inCopyOfDistribution(Path folder) throws IOException {
        Path home = Files.createDirectory(folder.resolve("leat"));
        for (String part : List.of("bin", "lib", "plugins")) {
            for (Path file : files(LeatProcess.DISTRIBUTION.resolve(part))) {
                Path copy = home.resolve(LeatProcess.DISTRIBUTION.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new PluginFolder(home, Files.createDirectory(folder.resolve("build")));
    }

    Path home() {
        return home;
    }

    /** Builds examples that the distribution carries, each as its author does; drops the jars. */
    void dropExamples(String... names) throws IOException, InterruptedException {
        Path repository = AuthorsRepository.in(work);
        List<ExampleBuild> builds = new ArrayList<>();
        for (String name : names) {
            builds.add(ExampleBuild.start(name, work, repository));
        }
        for (ExampleBuild build : builds) {
            Path jar = build.jar();
            Files.copy(jar, home.resolve("plugins").resolve(jar.getFileName()));
        }
    }

    /** Drops a folder with the jar of a plugin and the jar of a library that it is compiled against. */
    void dropWithLibrary(String name, Map<String, String> library, String service, Map<String, String> plugin)
            throws IOException {
        Path folder = Files.createDirectory(home.resolve("plugins").resolve(name));
        Path libraryJar = folder.resolve("library.jar");
        jar(compile(name + "-library", written(name + "-library", library), List.of()), libraryJar);
        Path classes = compile(name, written(name, plugin), List.of(libraryJar));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("dev.leat.api.plugin." + service), String.join("\n", plugin.keySet()) + "\n", UTF_8);
        jar(classes, folder.resolve(name + ".jar"));
    }

    private List<Path> written(String name, Map<String, String> sources) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve(name + "-source").resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue(), UTF_8));
        }
        return files;
    }

    private Path compile(String name, List<Path> sources, List<Path> libraries) throws IOException {
        Path classes = Files.createDirectory(work.resolve(name));
        String classPath = Stream.concat(api().stream(), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
        List<String> arguments =
                new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "--release", "17", "-cp", classPath));
        arguments.addAll(List.of("-d", classes.toString()));
        sources.forEach(source -> arguments.add(source.toString()));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("exit code of javac for %s", name)
                .isZero();
        return classes;
    }

    /** What a plugin is compiled against: cdc-api and the annotations that it brings. */
    private static List<Path> api() throws IOException {
        return files(LeatProcess.DISTRIBUTION.resolve("lib")).stream()
                .filter(jar -> jar.getFileName().toString().matches("(cdc-api|jspecify)-.*"))
                .toList();
    }

    private static void jar(Path classes, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Leat-Api-Version", "1");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Path path : files(classes)) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                out.write(Files.readAllBytes(path));
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
