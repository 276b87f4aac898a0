package dev.leat.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * How many times the processor time of one piece of work another takes, in the same process and in turns. It is the
 * thread's own time: that others use the machine meanwhile changes both alike.
 */
public final class CostRatio {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long WARM_UP_NANOS = 1_000_000_000;
    private static final long ROUND_NANOS = 50_000_000;
    private static final int ROUNDS = 7;

    /** Something that is done over and over. */
    public interface Work {
        void run() throws Exception;
    }

    private CostRatio() {}

    /** The median of several rounds: the cost of {@code peer} as a multiple of the cost of {@code ours}. */
    public static double of(Work peer, Work ours) throws Exception {
        nanosPerRun(peer, WARM_UP_NANOS);
        nanosPerRun(ours, WARM_UP_NANOS);
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ratios[round] = nanosPerRun(peer, ROUND_NANOS) / nanosPerRun(ours, ROUND_NANOS);
        }
        Arrays.sort(ratios);
        return ratios[ROUNDS / 2];
    }

    private static double nanosPerRun(Work work, long atLeastNanos) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        long spent = 0;
        long runs = 0;
        while (spent < atLeastNanos) {
            work.run();
            runs++;
            spent = THREADS.getCurrentThreadCpuTime() - start;
        }
        return (double) spent / runs;
    }
}
