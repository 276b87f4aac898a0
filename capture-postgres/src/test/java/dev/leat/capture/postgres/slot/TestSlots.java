package dev.leat.capture.postgres.slot;

import dev.leat.capture.postgres.catalog.ReplicationSlot;
import org.jspecify.annotations.Nullable;

/** Slots as the catalog would bring them. */
final class TestSlots {
    private TestSlots() {}

    static ReplicationSlot slot(
            @Nullable String plugin,
            @Nullable String database,
            long confirmedLsn,
            String walStatus,
            @Nullable String invalidationReason,
            boolean isTwoPhase) {
        return new ReplicationSlot(
                "leat_shop",
                plugin,
                database,
                false,
                null,
                confirmedLsn - 10,
                confirmedLsn,
                walStatus,
                null,
                invalidationReason,
                isTwoPhase,
                false);
    }
}
