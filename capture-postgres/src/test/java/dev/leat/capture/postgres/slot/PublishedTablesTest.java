package dev.leat.capture.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.testkit.pipeline.MemoryState;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishedTablesTest {
    private static final TableId ITEMS = new TableId("public", "items");
    private static final TableId ODD = new TableId("a.b \n", "\"漢\uD83D\uDE00\"");

    private final MemoryState state = new MemoryState();

    @Test
    void readsBackWhatItWrote() {
        PublishedTables tables = new PublishedTables(
                Map.of(ITEMS, 16_384, ODD, -5),
                Map.of(ODD, "(id > 1)"),
                Map.of(ITEMS, new Membership(Set.of(7, -8), "Member[...]")));
        tables.write(state);

        assertThat(PublishedTables.read(state)).contains(tables);
        assertThat(tables.oid(ODD)).isEqualTo(-5);
        assertThat(tables.oid(new TableId("public", "others"))).isNull();
        assertThat(tables.membership(ITEMS).rows()).containsExactlyInAnyOrder(7, -8);
        assertThat(tables.membership(ODD)).isEqualTo(Membership.UNKNOWN);
    }

    @Test
    void isAbsentWhenNothingWasStored() {
        assertThat(PublishedTables.read(state)).isEmpty();
    }

    /** P15 */
    @Test
    void refusesADamagedOne() {
        new PublishedTables(Map.of(ITEMS, 16_384), Map.of(), Map.of(ITEMS, new Membership(Set.of(7), "m")))
                .write(state);
        byte[] stored = state.read("published").orElseThrow();
        for (int length = 0; length < stored.length; length++) {
            assertRefused(Arrays.copyOf(stored, length), "damaged");
        }
        assertRefused(Arrays.copyOf(stored, stored.length + 1), "damaged");
    }

    @Test
    void refusesOneOfANewerFormat() {
        assertRefused(new byte[] {4, 0, 0, 0, 0}, "format 4");
    }

    @Test
    void readsTheFormatThatHadNoFilters() {
        state.write("published", new byte[] {1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 1, 's', 0, 1, 't'});

        assertThat(PublishedTables.read(state))
                .contains(new PublishedTables(Map.of(new TableId("s", "t"), 7), Map.of(), Map.of()));
    }

    @Test
    void readsTheFormatThatHadNoMemberships() {
        state.write("published", new byte[] {2, 0, 0, 0, 1, 0, 0, 0, 7, 0, 1, 's', 0, 1, 't', 0, 0, 0, 0});

        assertThat(PublishedTables.read(state))
                .contains(new PublishedTables(Map.of(new TableId("s", "t"), 7), Map.of(), Map.of()));
    }

    private void assertRefused(byte[] stored, String why) {
        state.write("published", stored);
        assertThatThrownBy(() -> PublishedTables.read(state))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining(why);
    }
}
