package dev.leat.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One run of a server's program, its output appended to a log file that survives the run. Public for the servers of other
 * modules.
 */
public final class ServerProcess {
    /** Long enough for a machine whose neighbours are busy. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Optional<String> SETSID = inPath("setsid");

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the program; it need not be ready when this returns. */
    public static ServerProcess start(List<String> command, Path workingFolder, Path log) {
        try {
            Process process = new ProcessBuilder(inOwnSession(command))
                    .directory(workingFolder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            return new ServerProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
        }
    }

    /** Where it can be had: so that a Ctrl-C in this JVM's terminal is not the server's, too. */
    private static List<String> inOwnSession(List<String> command) {
        return SETSID.map(setsid ->
                        Stream.concat(Stream.of(setsid), command.stream()).toList())
                .orElse(command);
    }

    private static Optional<String> inPath(String program) {
        String path = System.getenv("PATH");
        return path == null
                ? Optional.empty()
                : Stream.of(path.split(File.pathSeparator, -1))
                        .map(folder -> Path.of(folder, program))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst();
    }

    /** Runs a program that ends by itself. */
    static void run(List<String> command, Path workingFolder, Path log) {
        ServerProcess process = start(command, workingFolder, log);
        int exitCode = process.awaitExit();
        if (exitCode != 0) {
            throw new IllegalStateException(
                    "exit code " + exitCode + " from " + String.join(" ", command) + "\n" + process.logText());
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    String logText() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Waits until the server says that it is ready; throws with the server's log when it ends or takes too long. */
    public void awaitReady(BooleanSupplier ready) {
        if (!Await.until(Duration.ofMillis(10), () -> !isAlive() || ready.getAsBoolean())) {
            kill();
            throw new IllegalStateException("not ready within " + DEADLINE + "; its log:\n" + logText());
        }
        if (!isAlive()) {
            throw new IllegalStateException(
                    "ended with exit code " + process.exitValue() + " before it was ready; its log:\n" + logText());
        }
    }

    /** Sends the signal of this name, such as {@code INT}. */
    public void signal(String name) {
        signal(name, pid());
    }

    /** Sends it to any process, such as one that a server has started. */
    static void signal(String name, long pid) {
        try {
            // the shell's own kill: there need not be a program of that name
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start();
            if (!kill.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("cannot send " + name + " to process " + pid);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + name + " to process " + pid, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Freezes the process and returns when none of its threads runs any more: the signal alone is only on its way when
     * {@code kill} returns, and a thread on another core may still answer a request.
     */
    public void pause() {
        signal("STOP");
        if (Files.isDirectory(threads()) && !Await.until(Duration.ofMillis(1), this::isStopped)) {
            throw new IllegalStateException("process " + pid() + " did not stop within " + DEADLINE);
        }
    }

    /** Ends {@link #pause()}. */
    public void resume() {
        signal("CONT");
    }

    /** Where Linux shows the threads of the process; other systems have no such folder. */
    private Path threads() {
        return Path.of("/proc", String.valueOf(pid()), "task");
    }

    private boolean isStopped() {
        try (Stream<Path> all = Files.list(threads())) {
            return all.allMatch(ServerProcess::isStopped);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the threads of process " + pid(), e);
        }
    }

    /** The state is the letter behind the name, which stands in brackets and may hold any character (proc(5)). */
    private static boolean isStopped(Path thread) {
        try {
            String line = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
            return line.startsWith(") T", line.lastIndexOf(')'));
        } catch (IOException e) {
            return true; // the thread has ended
        }
    }

    /** The exit code; throws with the server's log when it does not end in time. */
    public int awaitExit() {
        try {
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                throw new IllegalStateException("did not end within " + DEADLINE + "; its log:\n" + logText());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** SIGKILL to the process and, at once after it, to all that it started; returns when none of them is left. */
    public void kill() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        if (!Await.until(Duration.ofMillis(5), () -> family.stream().noneMatch(ProcessHandle::isAlive))) {
            throw new IllegalStateException("killed processes are still there: " + family);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a server", e);
    }
}
