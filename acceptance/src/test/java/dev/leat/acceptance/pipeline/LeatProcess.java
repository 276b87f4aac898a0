package dev.leat.acceptance.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of the packaged distribution's command. Closing kills what still runs. */
public final class LeatProcess implements AutoCloseable {
    private static final Path DISTRIBUTION = Path.of(
                    System.getProperty("leat.acceptance.distribution", "../cdc-cli/target/leat"))
            .toAbsolutePath()
            .normalize();
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final String PEAK_MEMORY = "VmHWM:";

    private final Process process;
    private final Path out;
    private final Path err;

    private LeatProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param folder where it works and where its output goes
     * @param javaOptions for its JVM, such as {@code -Xmx64m}
     * @param arguments of the command
     */
    public static LeatProcess start(Path folder, String javaOptions, String... arguments) {
        return start(folder, javaOptions, Map.of(), arguments);
    }

    /** The same with further environment variables. */
    public static LeatProcess start(
            Path folder, String javaOptions, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(DISTRIBUTION.resolve("bin/leat").toString());
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, "out-", ".txt");
            Path err = Files.createTempFile(folder, "err-", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("LEAT_JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("LEAT_JAVA_OPTS", javaOptions);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return new LeatProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + DISTRIBUTION + "; is it packaged?", e);
        }
    }

    /** The plugins that it comes with: folders, by name. */
    public static List<Path> plugins() throws IOException {
        try (Stream<Path> folders = Files.list(DISTRIBUTION.resolve("plugins"))) {
            return folders.sorted().toList();
        }
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as the system does when memory is short: no handler runs. Returns when it is gone. */
    public void kill9() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks it to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    public int awaitExit() {
        return awaitExit(DEADLINE);
    }

    /** Waits so long for its end; fails with its output when it takes longer. */
    public int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("did not end within " + atMost + "; its output:\n" + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for leat", e);
        }
    }

    /** Waits for its end and fails with its output unless the code is 0. */
    public void expectSuccess() {
        int exitCode = awaitExit();
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + "; its output:\n" + err());
        }
    }

    /** What it wrote to stdout so far. */
    public String out() {
        return text(out);
    }

    /** What it wrote to stderr so far. */
    public String err() {
        return text(err);
    }

    /** The most memory that it ever had resident, in bytes; 0 when it is gone. */
    public long peakMemoryBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"), UTF_8).stream()
                    .filter(line -> line.startsWith(PEAK_MEMORY))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) { // it ended meanwhile
            return 0;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill9();
        }
    }
}
