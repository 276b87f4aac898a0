package dev.leat.core.engine.runtime;

import java.util.List;

/** Notices which of several sinks the others wait for. */
final class SlowestSink {
    private static final long NOTICE_NANOS = 1_000_000_000L;
    private static final int NONE = -1;

    private final List<String> names;
    private int slowest = NONE;
    private long since;

    /** @param names of all sinks of the pipeline */
    SlowestSink(List<String> names) {
        this.names = List.copyOf(names);
    }

    /**
     * The sink that has had more than twice the work of each other before it for a second; empty when there is none.
     *
     * @param nanos the time
     * @param waiting how many changes wait for each sink
     */
    String name(long nanos, long[] waiting) {
        int now = most(waiting);
        if (now != slowest) {
            slowest = now;
            since = nanos;
        }
        return now != NONE && nanos - since >= NOTICE_NANOS ? names.get(now) : "";
    }

    private static int most(long[] waiting) {
        int most = NONE;
        for (int sink = 0; sink < waiting.length && waiting.length > 1; sink++) {
            boolean stands = waiting[sink] > 0;
            for (int other = 0; other < waiting.length; other++) {
                stands &= other == sink || waiting[sink] > 2 * waiting[other];
            }
            most = stands ? sink : most;
        }
        return most;
    }
}
