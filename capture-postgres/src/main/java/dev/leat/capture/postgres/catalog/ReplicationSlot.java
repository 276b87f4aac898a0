package dev.leat.capture.postgres.catalog;

import dev.leat.capture.postgres.wire.Lsn;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_replication_slots}.
 *
 * @param plugin null: a physical slot
 * @param database null: a physical slot
 * @param user who streams from it now, null if nobody does
 * @param restartLsn from where the server keeps WAL; {@link Lsn#NONE} if it keeps none any more
 * @param confirmedFlushLsn where the stream resumes; {@link Lsn#NONE} for a physical slot
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}; null if there is none to keep
 * @param safeWalBytes how much more may be written before the slot is in danger of being lost; null: no limit
 * @param invalidationReason since version 17: {@code wal_removed}, {@code rows_removed}, {@code wal_level_insufficient},
 *     {@code idle_timeout}
 * @param isFailover since version 17: synchronised to standbys
 */
public record ReplicationSlot(
        String name,
        @Nullable String plugin,
        @Nullable String database,
        boolean isTemporary,
        @Nullable User user,
        long restartLsn,
        long confirmedFlushLsn,
        @Nullable String walStatus,
        @Nullable Long safeWalBytes,
        @Nullable String invalidationReason,
        boolean isTwoPhase,
        boolean isFailover) {

    /**
     * A session that streams from a slot. What the session's role may not see is null.
     *
     * @param address of the client
     */
    public record User(
            int pid,
            @Nullable String applicationName,
            @Nullable String address) {
        @Override
        public String toString() {
            return "pid " + pid
                    + (applicationName == null || applicationName.isEmpty() ? "" : ", application " + applicationName)
                    + (address == null ? "" : ", from " + address);
        }
    }

    public boolean isActive() {
        return user != null;
    }

    /** Whether it can no longer be streamed from: WAL that it needs is gone, or the server has given it up. */
    public boolean isInvalid() {
        return invalidationReason != null || "lost".equals(walStatus);
    }
}
