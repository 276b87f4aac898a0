package dev.leat.capture.postgres.check;

import dev.leat.capture.postgres.catalog.Slots;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** Warns before a slot keeps more of the log than the server lets it: then it is given up, and that is a gap. */
public final class RetentionWatch {
    private final String slotName;
    private final Consumer<String> warning;
    private boolean isTold;

    /** Of the slot of this name. */
    public RetentionWatch(String slotName, Consumer<String> warning) {
        this.slotName = slotName;
        this.warning = warning;
    }

    /** Looks once; warns once until there is room again. */
    public void look(Connection session) throws SQLException {
        Optional<Slots.Retention> found = new Slots(session).retention(slotName);
        if (found.isPresent()) {
            note(found.get());
        }
    }

    void note(Slots.Retention retention) {
        if (retention.left() < retention.limit() / 4) {
            if (!isTold) {
                isTold = true;
                warning.accept("slot " + slotName + " keeps " + Amount.bytes(retention.kept())
                        + " of WAL, and the server gives it up at " + Amount.bytes(retention.limit()) + " ("
                        + WalKeep.KEEP_SIZE
                        + "), which would be a gap: see what the pipeline waits for, or give it more room: ALTER"
                        + " SYSTEM SET " + WalKeep.KEEP_SIZE + " = '" + Amount.bytes(4 * retention.limit())
                        + "'; SELECT pg_reload_conf()");
            }
        } else if (retention.left() > retention.limit() / 2) {
            isTold = false;
        }
    }
}
