package dev.leat.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that brings a server from elsewhere: it may take its time, and what it lacks this machine lacks. */
final class Provisioning {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private Provisioning() {}

    /** Runs it to its end; the server is unavailable when it fails. */
    static void run(List<String> command, Path workingFolder, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        throw UnavailableServer.because(
                "no server: " + String.join(" ", command) + " said " + Files.readString(log), null);
    }
}
