package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that a process has had at once, as Linux tells in {@code VmHWM} of {@code /proc/PID/status}. */
final class PeakMemory {
    private static final String FIELD = "VmHWM:";
    private static final long KIBIBYTE = 1024;

    private final Path status;
    private long bytes;

    PeakMemory(long pid) {
        this.status = Path.of("/proc", Long.toString(pid), "status");
    }

    /** Looks; a process that is gone has the last value. */
    long look() {
        try {
            for (String line : Files.readAllLines(status, UTF_8)) {
                if (line.startsWith(FIELD)) {
                    bytes = Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE;
                }
            }
        } catch (IOException gone) {
            return bytes;
        }
        return bytes;
    }
}
