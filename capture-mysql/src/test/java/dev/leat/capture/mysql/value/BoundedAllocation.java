package dev.leat.capture.mysql.value;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Holds a decoder to a multiple of its input: a length that was made up must not become an array. */
public final class BoundedAllocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Failures with their traces, buffers at their first size. */
    private static final long CAP = 1 << 20;

    private static final int ATTEMPTS = 3;

    private BoundedAllocation() {}

    /** Runs a decoder on input of this length; more than once if it allocates, since a class is loaded but once. */
    public static void check(int length, Runnable decoding) {
        long allocated = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            decoding.run();
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated <= 4L * length + CAP) {
                return;
            }
        }
        throw new AssertionError("allocated " + allocated + " bytes for an input of " + length);
    }
}
