package dev.leat.benchmarks.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The packaged command, and a folder to run it in. Closing removes the folder. */
record Distribution(Path leat, Path folder) implements AutoCloseable {
    private static final String JAVA_OPTIONS = System.getProperty("leat.java-options", "-Xmx64m");

    /** The distribution that the property {@code leat.distribution} names, else that of this checkout. */
    static Distribution inTemporaryFolder() throws IOException {
        Path leat = Path.of(System.getProperty("leat.distribution", "cdc-cli/target/leat"), "bin", "leat")
                .toAbsolutePath();
        if (!Files.isExecutable(leat)) {
            throw new IllegalStateException(leat + " is not there; run from the top of a built checkout,"
                    + " or name a distribution with -Dleat.distribution=FOLDER");
        }
        return new Distribution(leat, Files.createTempDirectory("leat-benchmark-"));
    }

    /** Writes a pipeline file. */
    Path write(String pipeline, List<String> lines) throws IOException {
        return Files.write(folder.resolve(pipeline + ".yaml"), lines);
    }

    /** A run that ends when all is delivered that is there at its start. */
    ReaderProcess runUntilCaughtUp(Path file) {
        return runUntilCaughtUp(List.of(file));
    }

    /** The same for several pipelines in one process. */
    ReaderProcess runUntilCaughtUp(List<Path> files) {
        GcLog gcLog = new GcLog(folder.resolve("gc.log"));
        List<String> command = new ArrayList<>(List.of(leat.toString(), "run"));
        files.forEach(file -> command.add(file.toString()));
        command.addAll(List.of("--until", "caught-up", "--http", "off"));
        return new ReaderProcess(
                command,
                folder,
                Map.of(
                        "LEAT_JAVA_HOME",
                        System.getProperty("java.home"),
                        "LEAT_JAVA_OPTS",
                        JAVA_OPTIONS + " " + gcLog.option()),
                gcLog);
    }

    /** A run without end, whose lines the caller reads. */
    Process startRun(Path file) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(leat.toString(), "run", file.toString(), "--http", "off")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LEAT_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LEAT_JAVA_OPTS", JAVA_OPTIONS);
        return builder.start();
    }

    /** Keeps what the pipelines know now. */
    void keepState() throws IOException {
        copy(folder.resolve("leat-state"), folder.resolve("kept"));
    }

    /** Goes back to what was kept. */
    void restoreState() throws IOException {
        copy(folder.resolve("kept"), folder.resolve("leat-state"));
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
