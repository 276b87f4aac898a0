package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.Slots;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a slot that is in use: after a crash, or when the network was cut, the server needs a while to notice that nobody
 * reads any more.
 */
final class SlotUse {
    private static final Logger LOG = LoggerFactory.getLogger(SlotUse.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final String slotName;
    private final Duration maxWait;
    private final Consumer<Duration> pause;
    private final LongSupplier nanoClock;

    /**
     * @param pause waits; throws when there is nothing to wait for any more
     */
    SlotUse(String slotName, Duration maxWait, Consumer<Duration> pause, LongSupplier nanoClock) {
        this.slotName = slotName;
        this.maxWait = maxWait;
        this.pause = pause;
        this.nanoClock = nanoClock;
    }

    /** By the options of a capture, for as long as it lives. */
    static SlotUse of(PostgresOptions options, Lifetime lifetime) {
        return new SlotUse(options.slot(), options.slotWait(), lifetime::pause, System::nanoTime);
    }

    /**
     * @param ownPid the server's process of our own last stream, which is ended if it still has the slot; 0: there was none
     */
    void awaitFree(Connection session, int ownPid) throws SQLException {
        long deadline = nanoClock.getAsLong() + maxWait.toNanos();
        boolean isTold = false;
        while (true) {
            Optional<ReplicationSlot.User> user =
                    new Slots(session).find(slotName).flatMap(slot -> Optional.ofNullable(slot.user()));
            if (user.isEmpty()) {
                return;
            }
            if (user.get().pid() == ownPid) {
                terminate(session, ownPid);
            }
            if (nanoClock.getAsLong() >= deadline) {
                throw user.get().pid() == ownPid ? stillOurs(user.get()) : taken(user.get());
            }
            if (!isTold) {
                LOG.info("slot {} is in use by {}; waiting for it", slotName, user.get());
                isTold = true;
            }
            pause.accept(LOOK);
        }
    }

    /** The server's side of a connection that we have given up hangs: nobody else has the pipeline. */
    private CdcException stillOurs(ReplicationSlot.User user) {
        return new CdcException(
                ErrorKind.CONNECTION,
                "slot " + slotName + " is still in use by " + user
                        + ", which served this pipeline's last connection and"
                        + " does not end: end that process on the server");
    }

    private CdcException taken(ReplicationSlot.User user) {
        return new CdcException(
                ErrorKind.FENCED,
                "slot " + slotName + " is in use by " + user + ", for longer than slot-wait (" + maxWait.toMillis()
                        + " ms): stop that process, or name another slot with `slot:`");
    }

    private static void terminate(Connection session, int pid) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("SELECT pg_terminate_backend(?)")) {
            statement.setInt(1, pid);
            statement.execute();
        }
    }
}
