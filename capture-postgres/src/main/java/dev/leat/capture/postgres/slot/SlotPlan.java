package dev.leat.capture.postgres.slot;

import dev.leat.api.capture.LiveMode;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream may begin: a pure function of what is stored on this side and what the server has.
 *
 * <pre>
 *   slot      cursor              RESUME                          RESEED
 *   any       of another server   Gap                             as if there were no cursor
 *   none      none                Create                          Create
 *   none      any                 Gap                             Create
 *   lost      any                 Gap                             Replace
 *   usable    none                Resume where the slot stands    the same
 *   usable    not behind it       Resume behind the cursor        the same
 *   usable    of another history,
 *             behind the slot     Gap                             Resume where the slot stands
 * </pre>
 *
 * A slot behind the cursor is normal: the cursor is stored before the server is told, and a crashed server may forget. A copy of
 * the server from before that has been written since looks the same: {@link SlotSetup.SentHistory} tells them apart.
 */
sealed interface SlotPlan {
    /** Make a slot; the stream begins at the present. */
    record Create() implements SlotPlan {}

    /** Drop the slot, which is of no use any more, and make another. */
    record Replace() implements SlotPlan {}

    /**
     * Go on.
     *
     * @param from everything that commits behind it is delivered
     * @param slotAt where the slot stands, which may lie before that
     */
    record Resume(long from, long slotAt) implements SlotPlan {}

    /**
     * History is missing.
     *
     * @param what for the message: which range, and why
     */
    record Gap(String what) implements SlotPlan {}

    /**
     * Decides.
     *
     * @param slotName the slot that the file names
     * @param system the server and how far its log goes
     * @param cursorTimelineEnd where the cursor's timeline ended when the server is on a later one of the same history;
     *     {@link Lsn#NONE} if it is not known to be a part of it
     */
    static SlotPlan of(
            String slotName,
            Optional<ReplicationSlot> slot,
            Optional<Cursor> cursor,
            SystemIdentity system,
            long cursorTimelineEnd,
            LiveMode mode) {
        boolean mayBeginAnew = mode == LiveMode.RESEED;
        if (cursor.isPresent() && !cursor.get().systemId().equals(system.systemId()) && !mayBeginAnew) {
            return new Gap(ofAnother(cursor.get(), system));
        }
        if (slot.isEmpty()) {
            return cursor.isEmpty() || mayBeginAnew ? new Create() : new Gap(gone(slotName, cursor.get()));
        }
        ReplicationSlot found = slot.get();
        if (found.isInvalid()) {
            return mayBeginAnew ? new Replace() : new Gap(invalid(found, cursor));
        }
        if (cursor.isEmpty()) {
            return new Resume(found.confirmedFlushLsn(), found.confirmedFlushLsn());
        }
        String broken = broken(found, cursor.get(), system, cursorTimelineEnd);
        if (broken == null) {
            return new Resume(cursor.get().confirmedLsn(), found.confirmedFlushLsn());
        }
        return mayBeginAnew ? new Resume(found.confirmedFlushLsn(), found.confirmedFlushLsn()) : new Gap(broken);
    }

    private static @Nullable String broken(
            ReplicationSlot slot, Cursor cursor, SystemIdentity system, long cursorTimelineEnd) {
        String confirmed = Lsn.format(cursor.confirmedLsn());
        if (!cursor.systemId().equals(system.systemId())) {
            return ofAnother(cursor, system);
        }
        if (cursor.timeline() != system.timeline() && Lsn.isAfter(cursor.confirmedLsn(), cursorTimelineEnd)) {
            return "the server's history has forked: it is on timeline " + system.timeline()
                    + ", which does not contain " + confirmed + " of timeline " + cursor.timeline();
        }
        if (Lsn.isAfter(cursor.confirmedLsn(), system.flushLsn())) {
            return "the server's log ends at " + Lsn.format(system.flushLsn()) + ", before " + confirmed
                    + ", which was confirmed: it was restored from an older copy";
        }
        if (Lsn.isAfter(slot.confirmedFlushLsn(), cursor.confirmedLsn())) {
            return "slot " + slot.name() + " was moved to " + Lsn.format(slot.confirmedFlushLsn())
                    + " by somebody else: everything since " + confirmed + " is missing";
        }
        return null;
    }

    private static String ofAnother(Cursor cursor, SystemIdentity system) {
        return "the server is another one: its system identifier is " + system.systemId() + " and its log ends at "
                + Lsn.format(system.flushLsn()) + ", the pipeline was at " + Lsn.format(cursor.confirmedLsn())
                + " of the server with system identifier " + cursor.systemId();
    }

    private static String gone(String slotName, Cursor cursor) {
        return cursor.slot().equals(slotName)
                ? "slot " + slotName + " is gone from the server: everything since " + Lsn.format(cursor.confirmedLsn())
                        + " is missing"
                : "slot " + slotName + " does not exist, and the pipeline was at " + Lsn.format(cursor.confirmedLsn())
                        + " of slot " + cursor.slot() + ": everything since is missing";
    }

    private static String invalid(ReplicationSlot slot, Optional<Cursor> cursor) {
        String reason = slot.invalidationReason() == null ? "WAL that it needs was removed" : slot.invalidationReason();
        long from = cursor.map(Cursor::confirmedLsn).orElse(slot.confirmedFlushLsn());
        return "the server has given up slot " + slot.name() + " (" + reason + "): everything since " + Lsn.format(from)
                + " is missing";
    }
}
