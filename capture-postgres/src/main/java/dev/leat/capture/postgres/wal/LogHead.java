package dev.leat.capture.postgres.wal;

import dev.leat.api.Position;
import dev.leat.capture.postgres.wire.Lsn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The head of the log, for whoever wants to catch up with it: behind every commit that is visible when it is asked for, and
 * flushed, so that a stream reaches it even if nothing more happens.
 */
public final class LogHead {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration MIN_STANDSTILL = Duration.ofSeconds(1);

    private final WalEnd wal;
    private final Consumer<Duration> pause;
    private final LongSupplier nanoClock;

    /**
     * @param pause waits; throws when there is nothing to wait for any more
     */
    public LogHead(WalEnd wal, Consumer<Duration> pause, LongSupplier nanoClock) {
        this.wal = wal;
        this.pause = pause;
        this.nanoClock = nanoClock;
    }

    /** Waits until the log is flushed up to its present end, or the flushing stands still for a while. */
    public Position read() throws SQLException {
        long insert = wal.insertLsn();
        wal.flushUpTo(insert);
        long flush = wal.flushLsn();
        long movedAt = nanoClock.getAsLong();
        while (Lsn.isAfter(insert, flush) && nanoClock.getAsLong() - movedAt < standstillNanos()) {
            pause.accept(LOOK);
            long now = wal.flushLsn();
            if (now != flush) {
                flush = now;
                movedAt = nanoClock.getAsLong();
            }
        }
        long head = Lsn.isAfter(insert, flush) ? flush : insert;
        return new Position(head, Lsn.format(head));
    }

    private long standstillNanos() {
        Duration longest = wal.maxFlushDelay();
        return (longest.compareTo(MIN_STANDSTILL) > 0 ? longest : MIN_STANDSTILL).toNanos();
    }
}
