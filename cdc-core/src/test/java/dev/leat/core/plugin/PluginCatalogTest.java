package dev.leat.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.state.StateStore;
import dev.leat.core.config.DeclaredOptions;
import dev.leat.core.config.PipelineLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// D13
final class PluginCatalogTest {
    private static final String LIBRARY =
            "package lib; public final class Version {" + " public static final String TEXT = new String(\"%s\"); }";

    @TempDir
    private Path root;

    private Path plugins;

    @BeforeEach
    void makeFolder() throws IOException {
        plugins = Files.createDirectory(root.resolve("plugins"));
    }

    @Test
    void findsAFactoryInAJarWithItsOptions() throws IOException {
        Path jar = new PluginJar().sink("one.Mill", "mill", "1").apiVersion("1").write(plugins.resolve("mill.jar"));

        try (PluginCatalog catalog = open()) {
            Plugin<?> mill = catalog.sink("mill");
            assertThat(mill.type()).isEqualTo("mill");
            assertThat(mill.origin()).isEqualTo(jar.toString());
            assertThat(mill.options())
                    .singleElement()
                    .satisfies(option -> assertThat(option.secret()).isTrue());
            assertThat(catalog.declaredOptions().sinks()).containsKey("mill");
        }
    }

    @Test
    void keepsTwoPluginsWithClashingLibraryVersionsApart() throws IOException {
        for (String version : List.of("1", "2")) {
            Path folder = Files.createDirectory(plugins.resolve("mill-" + version));
            Path library = new PluginJar()
                    .source("lib.Version", LIBRARY.formatted(version))
                    .write(folder.resolve("lib.jar"));
            new PluginJar()
                    .library(library)
                    .sink("one.Mill", "mill-" + version, "lib.Version.TEXT")
                    .write(folder.resolve("mill.jar"));
        }

        try (PluginCatalog catalog = open()) {
            assertThat(messageOfCreate(catalog, "mill-1")).isEqualTo("1");
            assertThat(messageOfCreate(catalog, "mill-2")).isEqualTo("2");
        }
    }

    @Test
    void sharesTheApiEvenIfAPluginBringsItsOwnCopy() throws IOException {
        new PluginJar()
                .source(
                        "dev.leat.api.ApiVersion",
                        "package dev.leat.api; public class ApiVersion {"
                                + " public static final int MAJOR = Integer.parseInt(\"99\"); }")
                .sink(
                        "one.Mill",
                        "mill",
                        "dev.leat.api.ApiVersion.class.getClassLoader() == SinkFactory.class" + ".getClassLoader()")
                .write(plugins.resolve("mill.jar"));

        try (PluginCatalog catalog = open()) {
            assertThat(messageOfCreate(catalog, "mill")).isEqualTo("true");
        }
    }

    @Test
    void hidesTheEnginesLibrariesFromPlugins() throws IOException {
        new PluginJar()
                .source("one.Probe", """
                        package one;
                        public final class Probe {
                            static boolean sees(String name) {
                                try { Class.forName(name); return true; } catch (ClassNotFoundException e) { return false; }
                            }
                        }
                        """)
                .sink(
                        "one.Mill",
                        "mill",
                        "Probe.sees(\"com.google.common.collect.ImmutableList\") + \" \" +"
                                + " Probe.sees(\"java.sql.Driver\") + \" \" + Probe.sees(\"org.slf4j.Logger\")")
                .write(plugins.resolve("mill.jar"));

        try (PluginCatalog catalog = open()) {
            assertThat(messageOfCreate(catalog, "mill")).isEqualTo("false true true");
        }
    }

    @Test
    void callsAFactoryWithItsLoaderAsTheContextClassLoader() throws IOException {
        new PluginJar()
                .sink(
                        "one.Mill",
                        "mill",
                        "Thread.currentThread().getContextClassLoader() == Mill.class" + ".getClassLoader()")
                .write(plugins.resolve("mill.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        try (PluginCatalog catalog = open()) {
            assertThat(messageOfCreate(catalog, "mill")).isEqualTo("true");
            assertThat(catalog.sink("mill").loader()).isInstanceOf(PluginClassLoader.class);
        }
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void namesBothJarsOfOneType() throws IOException {
        Path a = new PluginJar().sink("one.Mill", "mill", "1").write(plugins.resolve("a.jar"));
        Path b = new PluginJar().sink("two.Mill", "mill", "1").write(plugins.resolve("b.jar"));

        assertThat(problem())
                .isEqualTo("two plugins bring the sink type mill: " + a + " and " + b + "; remove one of them");
    }

    @Test
    void refusesAJarThatBringsNothing() throws IOException {
        Path jar = new PluginJar().source("lib.Version", LIBRARY.formatted("1")).write(plugins.resolve("lib.jar"));

        assertThat(problem())
                .isEqualTo(jar + " brings neither a capture nor a sink (no META-INF/services/"
                        + "dev.leat.api.plugin.CaptureFactory or dev.leat.api.plugin.SinkFactory); remove it from the"
                        + " plugins folder");
    }

    @Test
    void refusesAnEmptyFolder() throws IOException {
        Path folder = Files.createDirectory(plugins.resolve("empty"));

        assertThat(problem()).startsWith(folder + " brings neither a capture nor a sink");
    }

    @Test
    void refusesAJarForAnotherApiVersion() throws IOException {
        Path jar = new PluginJar().sink("one.Mill", "mill", "1").apiVersion("2").write(plugins.resolve("mill.jar"));

        assertThat(problem())
                .isEqualTo(jar + " was built for plugin API 2, this is plugin API 1; take the plugin's release for this"
                        + " version");
    }

    @Test
    void refusesAFileThatIsNoJar() throws IOException {
        Path jar = Files.writeString(plugins.resolve("mill.jar"), "<html>404</html>");

        assertThat(problem()).isEqualTo(jar + " is not a readable jar; copy it again or remove it");
    }

    @Test
    void refusesAJarWhoseFactoryCannotBeLoaded() throws IOException {
        Path jar = new PluginJar().service("SinkFactory", "one.Missing").write(plugins.resolve("mill.jar"));

        assertThat(problem()).startsWith(jar + " has a SinkFactory that can't be loaded (");
    }

    @Test
    void refusesAFactoryWithAFaultyDeclaration() throws IOException {
        Path jar = new PluginJar().sink("one.Mill", "Mill_1", "1").write(plugins.resolve("mill.jar"));

        assertThat(problem()).startsWith(jar + " has a faulty sink: the type \"Mill_1\" is not of the form");
    }

    @Test
    void refusesWhatEverybodyCanWriteTo() throws IOException {
        Path jar = new PluginJar().sink("one.Mill", "mill", "1").write(plugins.resolve("mill.jar"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(problem())
                .isEqualTo(
                        jar + " can be written by every user, who could run code here; run: chmod o-w '" + jar + "'");

        Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(problem()).startsWith(plugins + " can be written by every user");
    }

    @Test
    void reportsEveryUnusablePluginAtOnce() throws IOException {
        Files.createDirectory(plugins.resolve("empty"));
        Files.writeString(plugins.resolve("mill.jar"), "");
        Files.writeString(plugins.resolve("README.txt"), "left alone");

        assertThat(problem()).startsWith("2 plugins can't be used:\n").contains("empty brings", "mill.jar is not");
    }

    @Test
    void hasNoPluginsWithoutAFolder() {
        try (PluginCatalog catalog = PluginCatalog.open(engine(), root.resolve("none"), List.of())) {
            assertThat(catalog.sinks().values())
                    .allSatisfy(sink -> assertThat(sink.origin()).isEqualTo("built in"));
            assertThatThrownBy(() -> catalog.capture("river"))
                    .isInstanceOf(CdcException.class)
                    .hasMessageStartingWith("no capture of type river is installed");
        }
    }

    private String messageOfCreate(PluginCatalog catalog, String type) {
        SinkContext context = new SinkContext("shop", type, 1, new NoState());
        Options options = optionsOf(catalog, type);
        CdcException thrown = catchThrowableOfType(
                CdcException.class, () -> catalog.sink(type).call(factory -> factory.create(options, context)));
        return String.valueOf(thrown.getMessage());
    }

    private Options optionsOf(PluginCatalog catalog, String type) {
        try {
            Path file = Files.writeString(
                    root.resolve("shop.yaml"), "capture: {type: river}\nsinks: [{type: " + type + "}]");
            DeclaredOptions declared = new DeclaredOptions(
                    Map.of("river", List.of()), catalog.declaredOptions().sinks());
            return new PipelineLoader(declared, Map.of())
                    .load(file)
                    .sinks()
                    .get(0)
                    .plugin()
                    .options();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String problem() {
        CdcException thrown = catchThrowableOfType(CdcException.class, this::open);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.CONFIG);
        return String.valueOf(thrown.getMessage());
    }

    private PluginCatalog open() {
        return PluginCatalog.open(engine(), plugins, List.of());
    }

    private static ClassLoader engine() {
        return PluginCatalogTest.class.getClassLoader();
    }

    /** A store that is not there. */
    private static final class NoState implements StateStore {
        @Override
        public Optional<byte[]> read(String name) {
            return Optional.empty();
        }

        @Override
        public void write(String name, byte[] value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
