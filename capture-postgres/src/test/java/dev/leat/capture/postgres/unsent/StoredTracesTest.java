package dev.leat.capture.postgres.unsent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Revision;
import dev.leat.capture.postgres.catalog.Trace;
import dev.leat.capture.postgres.catalog.Trace.Part;
import dev.leat.capture.postgres.unsent.StoredTraces.Seen;
import dev.leat.testkit.pipeline.MemoryState;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredTracesTest {
    private static final Map<Integer, Seen> TABLES = Map.of(
            16_384,
            new Seen(
                    new Revision(2, 1),
                    -3,
                    new Trace(
                            Map.of(1, 733, 3, -734),
                            Map.of(
                                    16_384, new Part(0, 0, 0, 0, false, false),
                                    -5, new Part(16_384, 735, 16_390, 16_400, true, true)))),
            -7,
            new Seen(Revision.NONE, 5, new Trace(Map.of(), Map.of())));

    private final MemoryState state = new MemoryState();

    @Test
    void readsBackWhatItWrote() {
        StoredTraces.write(state, TABLES);

        assertThat(StoredTraces.read(state)).isEqualTo(TABLES);
    }

    @Test
    void isEmptyWhenNothingWasStored() {
        assertThat(StoredTraces.read(state)).isEmpty();
    }

    // P15
    @Test
    void refusesWhatIsDamagedOrNewer() {
        StoredTraces.write(state, TABLES);
        byte[] stored = state.read("traces").orElseThrow();
        for (int length = 0; length < stored.length; length++) {
            assertRefused(Arrays.copyOf(stored, length), "damaged");
        }
        assertRefused(Arrays.copyOf(stored, stored.length + 1), "damaged");
        assertRefused(new byte[] {2, 0, 0, 0, 0}, "format 2");
    }

    private void assertRefused(byte[] stored, String why) {
        state.write("traces", stored);
        assertThatThrownBy(() -> StoredTraces.read(state))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining(why);
    }
}
