package dev.leat.benchmarks.endtoend;

import java.util.Locale;

/**
 * What the command line of a comparison says.
 *
 * @param rounds how often each reader reads
 * @param changes how many changes are written
 */
record ComparisonArguments(StreamWorkload workload, int rounds, long changes) {
    private static final int DEFAULT_ROUNDS = 5;

    /**
     * Parses the command line.
     *
     * @param args workload (W1, W2, W3, MIXED; default W1), rounds (default 5), changes (default: the workload's)
     */
    static ComparisonArguments parse(String... args) {
        StreamWorkload workload = StreamWorkload.valueOf(args.length > 0 ? args[0].toUpperCase(Locale.ROOT) : "W1");
        return new ComparisonArguments(
                workload,
                args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS,
                args.length > 2 ? Long.parseLong(args[2]) : workload.defaultChanges());
    }

    /** For tables and plots. */
    String title(String server) {
        return String.format(
                Locale.ROOT,
                "%s, %,d changes, %s, JDK %s",
                workload,
                changes,
                server,
                System.getProperty("java.version"));
    }
}
