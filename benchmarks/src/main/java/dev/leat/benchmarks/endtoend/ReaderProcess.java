package dev.leat.benchmarks.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A reader's process, started by a command. Its output goes to this one's. */
final class ReaderProcess {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final List<String> command;
    private final Path folder;
    private final Map<String, String> environment;
    private final @Nullable GcLog gcLog;
    private boolean isMute;

    ReaderProcess(List<String> command, Path folder, Map<String, String> environment) {
        this(command, folder, environment, null);
    }

    /** @param gcLog where it writes one, as its command or environment say */
    ReaderProcess(List<String> command, Path folder, Map<String, String> environment, @Nullable GcLog gcLog) {
        this.command = command;
        this.folder = folder;
        this.environment = environment;
        this.gcLog = gcLog;
    }

    /** A class of this process's class path, by its Java, in its folder. */
    static ReaderProcess ofJava(List<String> options, GcLog gcLog, Class<?> main, String... arguments) {
        return ofJava(options, gcLog, System.getProperty("java.class.path"), main, List.of(arguments));
    }

    /** The same with another class path. */
    static ReaderProcess ofJava(
            List<String> options, GcLog gcLog, String classPath, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(gcLog.option(), "-cp", classPath, main.getName()));
        command.addAll(arguments);
        return new ReaderProcess(command, Path.of("").toAbsolutePath(), Map.of(), gcLog);
    }

    /** The same, but what it prints goes nowhere. */
    ReaderProcess mute() {
        isMute = true;
        return this;
    }

    /** Asks for what sends to a reader; empty while there is none. */
    interface SenderQuery {
        Optional<Sender> sender() throws SQLException;
    }

    /** Runs it to its end and takes the time of the whole. */
    Duration run() {
        long start = System.nanoTime();
        awaitEnd(start());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * A run of a whole process.
     *
     * @param cpuSeconds its processor time, but for the last few milliseconds
     */
    record Clocked(Duration time, double cpuSeconds) {
        Clocked minus(Clocked other) {
            return new Clocked(time.minus(other.time), cpuSeconds - other.cpuSeconds);
        }
    }

    /** Runs it to its end and takes time and processor time of the whole. */
    Clocked runClocked() {
        long start = System.nanoTime();
        Process process = start();
        ProcessClock clock = ProcessClock.ofProcess(process.pid());
        double cpuSeconds = 0;
        while (process.isAlive()) {
            cpuSeconds = Math.max(cpuSeconds, clock.cpuSeconds().orElse(0));
            LockSupport.parkNanos(LOOK_NANOS);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        awaitEnd(process);
        return new Clocked(time, cpuSeconds);
    }

    /**
     * Runs it to its end, and measures while the server's sender for it exists; of several, one after the other, the one that was
     * there for longest counts: a reader may ask the server first whether it has the place.
     */
    Measured run(long rows, SenderQuery query) throws SQLException {
        Process process = start();
        PeakMemory memory = new PeakMemory(process.pid());
        Span longest = null;
        while (process.isAlive()) {
            Optional<Sender> sender = query.sender();
            if (sender.isPresent()) {
                Span span = measure(sender.get(), process, memory);
                longest = longest == null || span.nanos > longest.nanos ? span : longest;
            } else {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        awaitEnd(process);
        if (longest == null) {
            throw new IllegalStateException(command.get(0) + " ended before the server sent to it");
        }
        return new Measured(
                rows,
                Duration.ofNanos(longest.nanos),
                longest.readerSeconds,
                longest.serverSeconds,
                memory.look(),
                allocatedBytes());
    }

    /** What one sender took. */
    private record Span(long nanos, double readerSeconds, double serverSeconds) {}

    private static Span measure(Sender sender, Process process, PeakMemory memory) {
        ProcessClock reader = ProcessClock.ofProcess(process.pid());
        long start = System.nanoTime();
        double atStart = reader.cpuSeconds().orElse(0);
        double readerAtEnd = atStart;
        double serverAtEnd = 0;
        OptionalDouble ofSender = sender.cpuSeconds();
        while (ofSender.isPresent()) {
            serverAtEnd = ofSender.getAsDouble();
            readerAtEnd = Math.max(readerAtEnd, reader.cpuSeconds().orElse(0));
            memory.look();
            LockSupport.parkNanos(LOOK_NANOS);
            ofSender = sender.cpuSeconds();
        }
        return new Span(System.nanoTime() - start, readerAtEnd - atStart, serverAtEnd);
    }

    private long allocatedBytes() {
        try {
            return gcLog == null ? 0 : gcLog.allocatedBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what the collector wrote", e);
        }
    }

    private Process start() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
            if (isMute) {
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
                builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            }
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + command.get(0), e);
        }
    }

    private void awaitEnd(Process process) {
        int exitCode = process.onExit().join().exitValue();
        if (exitCode != 0) {
            throw new IllegalStateException(command.get(0) + " ended with exit code " + exitCode);
        }
    }
}
