package dev.leat.capture.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.capture.LiveMode;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotPlanTest {
    private static final SystemIdentity SYSTEM = new SystemIdentity("7", 1, 1000);
    private static final Optional<ReplicationSlot> NO_SLOT = Optional.empty();
    private static final Optional<Cursor> NO_CURSOR = Optional.empty();

    @Test
    void aFirstStartMakesASlot() {
        assertThat(resume(NO_SLOT, NO_CURSOR)).isEqualTo(new SlotPlan.Create());
    }

    @Test
    void goesOnBehindTheCursor() {
        assertThat(resume(slot(500), cursor(500))).isEqualTo(new SlotPlan.Resume(500, 500));
    }

    /** C3: the cursor is stored before the server is told, and a crashed server may forget what it was told. */
    @Test
    void aSlotBehindTheCursorIsNormal() {
        assertThat(resume(slot(400), cursor(500))).isEqualTo(new SlotPlan.Resume(500, 400));
    }

    @Test
    void adoptsASlotThatIsThereWithoutACursor() {
        assertThat(resume(slot(400), NO_CURSOR)).isEqualTo(new SlotPlan.Resume(400, 400));
    }

    /** G15 */
    @Test
    void aSlotThatIsGoneIsAGap() {
        assertThat(gap(NO_SLOT, cursor(500)))
                .isEqualTo("slot leat_shop is gone from the server: everything since 0/1F4 is missing");
    }

    @Test
    void aSlotOfAnotherNameThatIsNotThereIsAGap() {
        Optional<Cursor> ofAnother = Optional.of(new Cursor("old_slot", "7", 1, 500, LastCommit.NONE));

        assertThat(gap(NO_SLOT, ofAnother))
                .contains("slot leat_shop does not exist")
                .contains("0/1F4 of slot old_slot");
    }

    /** G15 */
    @Test
    void aSlotAheadOfTheCursorIsAGap() {
        assertThat(gap(slot(501), cursor(500)))
                .isEqualTo("slot leat_shop was moved to 0/1F5 by somebody else: everything since 0/1F4 is missing");
    }

    /** G15 */
    @Test
    void aSlotThatTheServerHasGivenUpIsAGap() {
        assertThat(gap(invalid("wal_removed", "lost"), cursor(500)))
                .isEqualTo("the server has given up slot leat_shop (wal_removed): everything since 0/1F4 is missing");
        assertThat(gap(invalid(null, "lost"), NO_CURSOR))
                .contains("WAL that it needs was removed")
                .contains("0/190");
        assertThat(gap(invalid("idle_timeout", "reserved"), cursor(500))).contains("idle_timeout");
    }

    /** G16 */
    @Test
    void anotherServerIsAGap() {
        assertThat(plan(slot(500), cursor(500), new SystemIdentity("8", 1, 1000), Lsn.NONE, LiveMode.RESUME))
                .isEqualTo(new SlotPlan.Gap("the server is another one: its system identifier is 8 and its log ends at"
                        + " 0/3E8, the pipeline was at 0/1F4 of the server with system identifier 7"));
        assertThat(plan(NO_SLOT, cursor(500), new SystemIdentity("8", 1, 1000), Lsn.NONE, LiveMode.RESUME))
                .isInstanceOfSatisfying(
                        SlotPlan.Gap.class, gap -> assertThat(gap.what()).contains("system identifier is 8"));
    }

    /** G16 */
    @Test
    void aServerThatEndsBeforeTheCursorIsAGap() {
        assertThat(gap(slot(400), cursor(1001)))
                .contains("ends at 0/3E8")
                .contains("0/3E9")
                .contains("restored from an older copy");
    }

    /** G17 */
    @Test
    void aLaterTimelineThatContainsTheCursorIsGoneOnWith() {
        SystemIdentity promoted = new SystemIdentity("7", 2, 1000);

        assertThat(plan(slot(400), cursor(500), promoted, 500, LiveMode.RESUME))
                .isEqualTo(new SlotPlan.Resume(500, 400));
    }

    /** G17 */
    @Test
    void aTimelineThatForkedBeforeTheCursorIsAGap() {
        SystemIdentity promoted = new SystemIdentity("7", 2, 1000);

        assertThat(plan(slot(400), cursor(500), promoted, 499, LiveMode.RESUME))
                .isInstanceOfSatisfying(
                        SlotPlan.Gap.class,
                        gap -> assertThat(gap.what())
                                .contains("timeline 2, which does not contain 0/1F4 of timeline 1"));
        assertThat(plan(slot(400), cursor(500), promoted, Lsn.NONE, LiveMode.RESUME))
                .isInstanceOf(SlotPlan.Gap.class);
    }

    @Test
    void comparesPositionsWithoutSign() {
        long high = 0x8000_0000_0000_0000L;
        SystemIdentity far = new SystemIdentity("7", 1, -1);

        assertThat(plan(slot(500), cursor(high), far, Lsn.NONE, LiveMode.RESUME))
                .isEqualTo(new SlotPlan.Resume(high, 500));
        assertThat(plan(slot(high), cursor(500), far, Lsn.NONE, LiveMode.RESUME))
                .isInstanceOf(SlotPlan.Gap.class);
    }

    @Test
    void aReseedGoesOnWhereThatIsPossible() {
        assertThat(reseed(slot(400), cursor(500))).isEqualTo(new SlotPlan.Resume(500, 400));
        assertThat(reseed(slot(400), NO_CURSOR)).isEqualTo(new SlotPlan.Resume(400, 400));
    }

    @Test
    void aReseedBeginsAnewBehindABreak() {
        assertThat(reseed(NO_SLOT, cursor(500))).isEqualTo(new SlotPlan.Create());
        assertThat(reseed(invalid("wal_removed", "lost"), cursor(500))).isEqualTo(new SlotPlan.Replace());
        assertThat(reseed(slot(501), cursor(500))).isEqualTo(new SlotPlan.Resume(501, 501));
        assertThat(reseed(slot(400), cursor(1001))).isEqualTo(new SlotPlan.Resume(400, 400));
        assertThat(plan(slot(501), cursor(500), new SystemIdentity("8", 1, 1000), Lsn.NONE, LiveMode.RESEED))
                .isEqualTo(new SlotPlan.Resume(501, 501));
    }

    private static String gap(Optional<ReplicationSlot> slot, Optional<Cursor> cursor) {
        SlotPlan plan = resume(slot, cursor);
        assertThat(plan).isInstanceOf(SlotPlan.Gap.class);
        return ((SlotPlan.Gap) plan).what();
    }

    private static SlotPlan resume(Optional<ReplicationSlot> slot, Optional<Cursor> cursor) {
        return plan(slot, cursor, SYSTEM, Lsn.NONE, LiveMode.RESUME);
    }

    private static SlotPlan reseed(Optional<ReplicationSlot> slot, Optional<Cursor> cursor) {
        return plan(slot, cursor, SYSTEM, Lsn.NONE, LiveMode.RESEED);
    }

    private static SlotPlan plan(
            Optional<ReplicationSlot> slot,
            Optional<Cursor> cursor,
            SystemIdentity system,
            long timelineEnd,
            LiveMode mode) {
        return SlotPlan.of("leat_shop", slot, cursor, system, timelineEnd, mode);
    }

    private static Optional<Cursor> cursor(long lsn) {
        return Optional.of(new Cursor("leat_shop", "7", 1, lsn, LastCommit.NONE));
    }

    private static Optional<ReplicationSlot> slot(long confirmedLsn) {
        return Optional.of(TestSlots.slot("pgoutput", "shop", confirmedLsn, "reserved", null, false));
    }

    private static Optional<ReplicationSlot> invalid(@Nullable String reason, String walStatus) {
        return Optional.of(TestSlots.slot("pgoutput", "shop", 400, walStatus, reason, false));
    }
}
