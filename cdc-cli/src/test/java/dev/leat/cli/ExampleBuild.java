package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An example of the distribution in a folder of its own, built by the Maven that runs this build, with nothing but its own pom. */
final class ExampleBuild {
    private static final Path EXAMPLES = LeatProcess.DISTRIBUTION.resolve("examples");
    private static final long DEADLINE_SECONDS = 180;

    private final Path project;
    private final Path log;
    private final Process process;

    private ExampleBuild(Path project, Path log, Process process) {
        this.project = project;
        this.log = log;
        this.process = process;
    }

    /** Begins {@code mvn package}, which has the example's tests run, too. */
    static ExampleBuild start(String name, Path folder, Path repository) throws IOException {
        Path project = folder.resolve(name);
        copy(EXAMPLES.resolve(name), project);
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        maven(),
                        "--batch-mode",
                        "--offline",
                        "-Dmaven.repo.local=" + repository,
                        // what is there is there, whichever server it came from
                        "-Dmaven.legacyLocalRepo=true",
                        "package"))
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // of the build around it
        List.of("MAVEN_PROJECTBASEDIR", "MAVEN_BASEDIR", "MAVEN_ARGS", "MAVEN_CMD_LINE_ARGS")
                .forEach(builder.environment()::remove);
        return new ExampleBuild(project, log, builder.start());
    }

    /** Waits for its end; the jar that it made, whose name the pom gives. */
    Path jar() throws IOException, InterruptedException {
        boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(ended && process.exitValue() == 0)
                .as("mvn package of %s: %s", project.getFileName(), said)
                .isTrue();
        assertThat(said).as("its tests were run").containsPattern("Tests run: [1-9]");
        try (Stream<Path> made = Files.list(project.resolve("target"))) {
            List<Path> jars =
                    made.filter(file -> file.toString().endsWith(".jar")).toList();
            assertThat(jars).hasSize(1);
            return jars.get(0);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path file : tree.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static String maven() {
        String home = System.getProperty("maven.home");
        return home == null ? "mvn" : Path.of(home, "bin", "mvn").toString();
    }
}
