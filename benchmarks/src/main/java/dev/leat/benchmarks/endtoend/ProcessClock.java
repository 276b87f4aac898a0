package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The processor time of a process so far, as Linux counts it in {@code /proc/PID/stat} (in hundredths of a second). */
record ProcessClock(long pid) {
    private static final double TICKS_PER_SECOND = 100;

    /** Seconds of user and system time; empty once the process is gone. */
    OptionalDouble cpuSeconds() {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), UTF_8);
            // fields 14 and 15; the second field is a name in parentheses that may hold spaces
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 15);
            return OptionalDouble.of((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND);
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
