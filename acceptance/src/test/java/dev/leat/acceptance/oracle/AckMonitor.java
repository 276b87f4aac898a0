package dev.leat.acceptance.oracle;

import dev.leat.acceptance.load.Ledger;
import dev.leat.testkit.server.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * P1: every 10 ms, what the slot says is confirmed must be in the target, and the slot never goes back. The slot is read
 * first and the target after it, so that no false alarm is possible. What was committed before the first look at the slot
 * belongs to seeding and is left out.
 */
public final class AckMonitor implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final PostgresServer server;
    private final String slot;
    private final Ledger ledger;
    private final DurableLedger target;
    private final long[] checked;
    private final AtomicReference<@Nullable String> violation = new AtomicReference<>();
    private final AtomicLong sampleCount = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private AckMonitor(PostgresServer server, String slot, Ledger ledger, DurableLedger target) {
        this.server = server;
        this.slot = slot;
        this.ledger = ledger;
        this.target = target;
        this.checked = new long[ledger.clientCount()];
        this.thread = new Thread(this::watch, "ack-monitor");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, thrown) -> violation.set("the monitor failed: " + thrown));
    }

    /** Begins to watch a slot, which need not be there yet. */
    public static AckMonitor start(PostgresServer server, String slot, Ledger ledger, DurableLedger target) {
        AckMonitor monitor = new AckMonitor(server, slot, ledger, target);
        monitor.thread.start();
        return monitor;
    }

    /** Ends the watch; fails if the promise was broken or the slot was never seen. */
    public void stop() {
        close();
        String found = violation.get();
        if (found != null) {
            throw new AssertionError(found);
        }
        if (sampleCount.get() == 0) {
            throw new AssertionError("slot " + slot + " was never seen");
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        long last = 0;
        while (!stopped && violation.get() == null) {
            try (Connection connection = server.connect();
                    PreparedStatement look = connection.prepareStatement(
                            "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ?")) {
                look.setString(1, slot);
                while (!stopped && violation.get() == null) {
                    long confirmed = confirmed(look);
                    if (confirmed != 0) {
                        last = check(last, confirmed);
                    }
                    LockSupport.parkNanos(PERIOD_NANOS);
                }
            } catch (SQLException e) { // the server is being restarted; its slot may fall back to what it had stored
                last = 0;
                LockSupport.parkNanos(PERIOD_NANOS);
            }
        }
    }

    private static long confirmed(PreparedStatement look) throws SQLException {
        try (ResultSet row = look.executeQuery()) {
            String lsn = row.next() ? row.getString(1) : null;
            return lsn == null ? 0 : LogSequenceNumber.valueOf(lsn).asLong();
        }
    }

    private long check(long last, long confirmed) {
        if (Long.compareUnsigned(confirmed, last) < 0) {
            violation.set("slot " + slot + " went back from " + text(last) + " to " + text(confirmed));
        }
        if (sampleCount.getAndIncrement() == 0) {
            // one more: its commit may lie before this place, though its client looked at the log behind it
            Arrays.setAll(checked, client -> ledger.committedBefore(client, confirmed) + 1);
        }
        for (int client = 0; client < checked.length; client++) {
            long before = ledger.committedBefore(client, confirmed);
            if (before > checked[client]) {
                if (!target.holds(client, checked[client], before)) {
                    violation.set("P1: slot " + slot + " is confirmed up to " + text(confirmed) + ", but of client "
                            + client + " the target does not hold all of " + checked[client] + " to " + (before - 1));
                }
                checked[client] = before;
            }
        }
        return confirmed;
    }

    private static String text(long lsn) {
        return LogSequenceNumber.valueOf(lsn).asString();
    }
}
