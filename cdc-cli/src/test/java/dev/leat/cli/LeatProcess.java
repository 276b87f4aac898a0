package dev.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The packaged distribution's {@code bin/leat} as a real process, run as a user runs it. */
final class LeatProcess implements AutoCloseable {
    static final Path DISTRIBUTION = Path.of("target", "leat").toAbsolutePath();

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;

    private LeatProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** How a process ended, and all that it said. */
    record Ended(int exitCode, String out, String err) {}

    /** Starts a command in this folder, with these additions to the environment. */
    static LeatProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        return startFrom(DISTRIBUTION, folder, environment, arguments);
    }

    /** The same from another copy of the distribution. */
    static LeatProcess startFrom(Path distribution, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        Path streams = Files.createTempDirectory(folder, ".streams-");
        Path out = streams.resolve("out");
        Path err = streams.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        distribution.resolve("bin/leat").toString())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        return new LeatProcess(builder.start(), out, err);
    }

    /** Runs a command to its end. */
    static Ended run(Path folder, String... arguments) throws Exception {
        return run(folder, Map.of(), arguments);
    }

    static Ended run(Path folder, Map<String, String> environment, String... arguments) throws Exception {
        try (LeatProcess process = start(folder, environment, arguments)) {
            return process.await();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    void awaitOut(Predicate<String> condition) {
        Awaitility.await().atMost(DEADLINE).until(() -> condition.test(out()) || !process.isAlive());
        assertThat(out())
                .as("stdout of a process that said on stderr: %s", err())
                .matches(condition);
    }

    void awaitErr(Predicate<String> condition) {
        Awaitility.await().atMost(DEADLINE).until(() -> condition.test(err()) || !process.isAlive());
        assertThat(process.isAlive()).as("still runs; its stderr: %s", err()).isTrue();
    }

    /** Sends a signal such as {@code TERM}. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    Ended await() throws InterruptedException {
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("has ended; its stderr: %s", err())
                .isTrue();
        return new Ended(process.exitValue(), out(), err());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
