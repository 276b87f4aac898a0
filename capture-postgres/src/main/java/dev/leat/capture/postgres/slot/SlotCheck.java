package dev.leat.capture.postgres.slot;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Sql;
import java.util.Optional;

/** Finds out whether a slot that exists can be streamed from by us. */
final class SlotCheck {
    private static final String PLUGIN = "pgoutput";

    private SlotCheck() {}

    /**
     * @param database of our sessions, where the slot has to decode
     */
    static Optional<Finding> problem(ReplicationSlot slot, String database) {
        String drop = "name another one with `slot:`, or drop it: SELECT pg_drop_replication_slot("
                + Sql.literal(slot.name()) + ")";
        if (slot.plugin() == null) {
            return Optional.of(error(SourceFinding.SLOT_PLUGIN, slot, "is a physical slot, for a standby", drop));
        }
        if (!slot.plugin().equals(PLUGIN)) {
            return Optional.of(error(
                    SourceFinding.SLOT_PLUGIN,
                    slot,
                    "belongs to the output plugin " + slot.plugin() + ", not " + PLUGIN,
                    drop));
        }
        if (!database.equals(slot.database())) {
            return Optional.of(error(
                    SourceFinding.SLOT_DATABASE,
                    slot,
                    "belongs to database " + slot.database() + ", not " + database,
                    drop));
        }
        if (slot.isTwoPhase()) {
            return Optional.of(error(
                    SourceFinding.SLOT_TWO_PHASE,
                    slot,
                    "sends prepared transactions before they are committed (two_phase)",
                    drop));
        }
        return Optional.empty();
    }

    private static Finding error(SourceFinding code, ReplicationSlot slot, String what, String remedy) {
        return code.about(slot.name(), "slot " + slot.name() + " " + what, remedy);
    }
}
