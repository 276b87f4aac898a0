package dev.leat.capture.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.capture.postgres.finding.SourceFinding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotCheckTest {
    @Test
    void acceptsASlotOfPgoutputInTheDatabase() {
        assertThat(SlotCheck.problem(TestSlots.slot("pgoutput", "shop", 400, "reserved", null, false), "shop"))
                .isEmpty();
    }

    @Test
    void refusesASlotOfAnotherPlugin() {
        assertThat(problem("wal2json", "shop", false))
                .isEqualTo(new Finding(
                        "slot-plugin",
                        Severity.ERROR,
                        "leat_shop",
                        "slot leat_shop belongs to the output plugin wal2json, not pgoutput",
                        SourceFinding.SLOT_PLUGIN.why(),
                        "name another one with `slot:`, or drop it: SELECT pg_drop_replication_slot('leat_shop')"));
        assertThat(problem(null, null, false).message()).contains("physical slot");
    }

    @Test
    void refusesASlotOfAnotherDatabase() {
        assertThat(problem("pgoutput", "other", false).code()).isEqualTo("slot-database");
        assertThat(problem("pgoutput", "other", false).message()).contains("database other, not shop");
    }

    @Test
    void refusesASlotThatSendsWhatIsOnlyPrepared() {
        assertThat(problem("pgoutput", "shop", true).code()).isEqualTo("slot-two-phase");
    }

    private static Finding problem(@Nullable String plugin, @Nullable String database, boolean isTwoPhase) {
        return SlotCheck.problem(TestSlots.slot(plugin, database, 400, "reserved", null, isTwoPhase), "shop")
                .orElseThrow();
    }
}
