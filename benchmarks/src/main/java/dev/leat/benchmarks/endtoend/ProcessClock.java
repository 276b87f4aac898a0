package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The processor time of a process or thread so far, as Linux counts it in a file {@code stat} (in hundredths of a second). */
record ProcessClock(Path stat) implements Sender {
    private static final double TICKS_PER_SECOND = 100;

    /** Of a process with all its threads. */
    static ProcessClock ofProcess(long pid) {
        return new ProcessClock(Path.of("/proc", Long.toString(pid), "stat"));
    }

    /** Of one thread of any process, by the kernel's number. */
    static ProcessClock ofThread(long id) {
        return new ProcessClock(Path.of("/proc", Long.toString(id), "task", Long.toString(id), "stat"));
    }

    /** Seconds of user and system time; empty once it is gone. */
    @Override
    public OptionalDouble cpuSeconds() {
        try {
            String line = Files.readString(stat, UTF_8);
            // fields 14 and 15; the second field is a name in parentheses that may hold spaces
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 15);
            return OptionalDouble.of((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND);
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
