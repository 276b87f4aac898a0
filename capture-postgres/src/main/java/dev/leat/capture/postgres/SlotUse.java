package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.Slots;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a slot that somebody else streams from: after a crash the server needs a while to notice. */
final class SlotUse {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final PostgresOptions options;
    private final BooleanSupplier closed;

    SlotUse(PostgresOptions options, BooleanSupplier closed) {
        this.options = options;
        this.closed = closed;
    }

    void awaitFree(Slots slots) throws SQLException {
        long deadline = System.nanoTime() + options.slotWait().toNanos();
        while (true) {
            Optional<ReplicationSlot> slot = slots.find(options.slot());
            if (slot.isEmpty() || slot.get().user() == null) {
                return;
            }
            if (closed.getAsBoolean() || System.nanoTime() > deadline) {
                throw new CdcException(
                        ErrorKind.FENCED,
                        "slot " + options.slot() + " is in use by " + slot.get().user()
                                + ", for longer than slot-wait ("
                                + options.slotWait().toSeconds()
                                + "s): stop that process, or name another slot with `slot:`");
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }
}
