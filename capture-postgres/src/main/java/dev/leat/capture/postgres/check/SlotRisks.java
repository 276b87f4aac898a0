package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.finding.SourceFinding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether the pipeline's own slot is about to be lost. One that is lost already is a gap. */
final class SlotRisks {
    private static final Duration TOO_SOON = Duration.ofHours(1);

    private SlotRisks() {}

    /**
     * @param insertLsn the end of the server's log
     */
    static List<Finding> findings(ReplicationSlot slot, long insertLsn, WalRate rate) {
        if (slot.isInvalid()) {
            return List.of();
        }
        return risk(slot, rate)
                .map(risk -> SourceFinding.SLOT_AT_RISK.about(
                        slot.name(),
                        "slot " + slot.name() + " holds " + Amount.bytes(insertLsn - slot.restartLsn()) + " of WAL and "
                                + risk,
                        (slot.isActive() ? "find out what its reader waits for" : "run the pipeline")
                                + ", or give it time: " + WalKeep.enlarge(rate)))
                .stream()
                .toList();
    }

    private static Optional<String> risk(ReplicationSlot slot, WalRate rate) {
        if ("unreserved".equals(slot.walStatus())) {
            return Optional.of("is lost with the next checkpoint unless it is read before");
        }
        Long safeBytes = slot.safeWalBytes();
        if (safeBytes == null) {
            return "extended".equals(slot.walStatus())
                    ? Optional.of("is past max_wal_size; nothing but the disk limits it")
                    : Optional.empty();
        }
        Duration left = rate.timeFor(safeBytes);
        return left.compareTo(TOO_SOON) < 0 || "extended".equals(slot.walStatus())
                ? Optional.of(
                        "is lost when " + Amount.bytes(safeBytes) + " more are written: in about " + Amount.time(left))
                : Optional.empty();
    }
}
