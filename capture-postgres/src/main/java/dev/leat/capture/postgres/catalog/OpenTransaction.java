package dev.leat.capture.postgres.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has written, and has not ended.
 *
 * @param xid the lowest of its ids
 * @param pid of its session; null: it is prepared
 * @param prepared the name of a prepared transaction; null: it has a session
 * @param applicationName of its session; null where the role may not see it
 * @param begin when it began, or was prepared, in the server's words; null where the role may not see it
 * @param queryBegin when its last statement began; null where the role may not see it
 * @param age since it began; null where the role may not see it
 */
public record OpenTransaction(
        long xid,
        @Nullable Integer pid,
        @Nullable String prepared,
        @Nullable String applicationName,
        @Nullable String begin,
        @Nullable String queryBegin,
        @Nullable Duration age) {
    /** Its session, or its name where it has none: what an operator ends it by. */
    public String who() {
        if (prepared != null) {
            return "prepared transaction " + prepared;
        }
        return "pid " + pid
                + (applicationName == null || applicationName.isEmpty() ? "" : " (" + applicationName + ")");
    }

    /** The same, and since when, as far as the role may see it. */
    public String describe() {
        if (begin == null) {
            return who();
        }
        return who()
                + (prepared == null ? ", open since " : " since ")
                + begin
                + (queryBegin == null ? "" : ", its last statement since " + queryBegin);
    }
}
