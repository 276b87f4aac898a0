package dev.leat.core.engine.runtime;

/** Notices that a pipeline waits for the same for long: progress is shown on terminals only, this belongs into the log. */
final class LongWait {
    private static final long NOTICE_NANOS = 10_000_000_000L;

    private String awaited = "";
    private long since;
    private boolean isKnown;

    /**
     * Whether it has become long: once for each wait.
     *
     * @param nanos the time
     * @param what what is waited for now; empty when nothing is
     */
    boolean isNews(long nanos, String what) {
        if (!what.equals(awaited)) {
            awaited = what;
            since = nanos;
            isKnown = false;
        }
        boolean isNews = !isKnown && !what.isEmpty() && nanos - since >= NOTICE_NANOS;
        isKnown |= isNews;
        return isNews;
    }
}
