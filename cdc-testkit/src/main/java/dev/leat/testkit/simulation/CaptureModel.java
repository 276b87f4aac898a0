package dev.leat.testkit.simulation;

import dev.leat.api.Position;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.CaptureSteps;
import dev.leat.api.capture.CaptureSteps.ConfirmStep;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.core.engine.decision.Rule;
import dev.leat.testkit.simulation.ModelBoundary.WriterBarrier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a capture keeps: the slot on the server, and its own cursor. Both outlive the process; the confirmation that is under
 * way does not.
 */
final class CaptureModel {
    private static final long NONE = -1;

    private final SourceModel source;
    private final Knobs knobs;
    private final Chance chance;
    private final Trace trace;
    private final List<ConfirmStep> order;
    private final Oracle oracle;

    private long slot = NONE;
    private long slotOnDisk = NONE;
    private long cursor = NONE;
    private int losses;
    private int mendedLosses;
    private int lossesBeforeSlot;

    private final Map<SourceTable, Barrier> earlyBarriers = new HashMap<>();
    private boolean connected;
    private long wanted = NONE;
    private long confirming = NONE;
    private int nextStep;

    CaptureModel(SourceModel source, Knobs knobs, Chance chance, Trace trace, Oracle oracle) {
        this.source = source;
        this.knobs = knobs;
        this.chance = chance;
        this.trace = trace;
        this.oracle = oracle;
        this.order = new ArrayList<>(CaptureSteps.CONFIRM);
        if (!knobs.rules.holds(Rule.C3)) {
            Collections.reverse(order);
        }
    }

    SourceModel source() {
        return source;
    }

    Knobs knobs() {
        return knobs;
    }

    Chance chance() {
        return chance;
    }

    Trace trace() {
        return trace;
    }

    SourceIdentity identity() {
        return new SourceIdentity(source.system(), "1");
    }

    // The server's side.

    boolean hasSlot() {
        return slot != NONE;
    }

    long slot() {
        return slot;
    }

    void createSlot() {
        source.flush();
        slot = source.endLsn();
        slotOnDisk = slot;
        lossesBeforeSlot = losses;
        oracle.beganAnew();
        trace.event("slot", slot, () -> "created at " + slot);
    }

    /** Somebody drops the slot: what commits until there is another one is lost to the stream. */
    void loseSlot() {
        slot = NONE;
        losses++;
        trace.event("slot", 0, () -> "dropped");
    }

    /** Whether a gap may be found: a slot was lost and no stream has begun anew since. */
    boolean isHistoryLost() {
        return losses > mendedLosses;
    }

    void moveToAnotherServer() {
        slot = NONE;
        cursor = NONE;
        oracle.resumesFrom(0);
    }

    /** The server writes the slot down now and then, and goes back to that after a restart. */
    void writeSlotDown() {
        slotOnDisk = slot;
    }

    void restartServer() {
        if (hasSlot()) {
            slot = slotOnDisk;
            if (!hasCursor()) {
                oracle.resumesFrom(slot);
            }
        }
    }

    /** Who must be seen before a chunk of the table counts (S2: looked up after the table was published). */
    Barrier barrier(SourceTable table) {
        Barrier early = earlyBarriers.get(table);
        return early == null ? WriterBarrier.take(source, table) : early;
    }

    void publish(SourceTable table) {
        source.append(16);
        source.flush();
        table.publish(source.endLsn());
        trace.event("publish", table.index(), () -> table + " at " + table.publishedAt());
    }

    /** With S2 switched off: what a table's readers wait for is looked up before the table is published. */
    boolean takesBarrierEarly(SourceTable table) {
        if (knobs.rules.holds(Rule.S2) || earlyBarriers.containsKey(table)) {
            return false;
        }
        earlyBarriers.put(table, WriterBarrier.take(source, table));
        return true;
    }

    // This side.

    boolean hasCursor() {
        return cursor != NONE;
    }

    long cursor() {
        return cursor;
    }

    void storeCursor(long lsn) {
        cursor = lsn;
        trace.event("cursor", lsn, () -> "stored " + lsn);
    }

    void beganAnew() {
        mendedLosses = lossesBeforeSlot;
    }

    void loseCursor() {
        cursor = NONE;
        oracle.resumesFrom(slot);
    }

    /** Where the next stream begins; what lies before it never comes again. */
    long resumePoint() {
        return Math.max(slot, cursor);
    }

    boolean isConnected() {
        return connected;
    }

    void connected() {
        connected = true;
    }

    /** The process ends. */
    void abandoned() {
        disconnected();
        earlyBarriers.clear();
    }

    /** The connection ends; a confirmation that is half made stays so. */
    void disconnected() {
        connected = false;
        wanted = NONE;
        confirming = NONE;
    }

    void confirm(Position position) {
        if (connected) {
            wanted = Math.max(wanted, position.sequence());
        }
    }

    boolean canConfirm() {
        return connected && (wanted != NONE || confirming != NONE);
    }

    void confirmStep() {
        if (confirming == NONE) {
            confirming = wanted;
            wanted = NONE;
            nextStep = 0;
        }
        oracle.confirmed(confirming);
        long lsn = confirming;
        switch (order.get(nextStep++)) {
            case STORE_CURSOR -> storeCursor(Math.max(cursor, lsn));
            case TELL_SERVER -> {
                Violation.unless(
                        cursor >= lsn || !knobs.checksOrder,
                        "order",
                        () -> "the server is told " + lsn + " before the cursor is stored");
                slot = Math.max(slot, lsn);
                trace.event("told", lsn, () -> "server may forget up to " + lsn);
            }
        }
        if (nextStep == order.size()) {
            confirming = NONE;
        }
    }
}
