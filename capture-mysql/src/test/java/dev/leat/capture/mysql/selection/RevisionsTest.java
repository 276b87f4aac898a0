package dev.leat.capture.mysql.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableId;
import dev.leat.testkit.pipeline.MemoryState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RevisionsTest {
    private static final TableId TABLE = new TableId("my shop", "a\tb\nü");

    private final MemoryState state = new MemoryState();

    @Test
    void comeBackAsTheyWereStored() {
        Revisions revisions = Revisions.read(state);
        revisions.keep();
        revisions.count(TABLE);
        revisions.count(TABLE);

        Revisions later = Revisions.read(state);

        assertThat(later.of(TABLE)).isEqualTo(new Revision(0, 2));
        assertThat(later.of(new TableId("shop", "other"))).isEqualTo(Revision.NONE);
    }

    /** Whoever only looks leaves nothing. */
    @Test
    void areNotStoredBeforeAPipelineRuns() {
        Revisions.read(state).count(TABLE);

        assertThat(state.read("revisions")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1\na", "1\na b 1 x", "1\na b 1 2 3"})
    void areNeverTakenForAbsentWhenTheyAreDamaged(String stored) {
        state.write("revisions", stored.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Revisions.read(state)).hasMessageContaining("damaged");
    }

    @Test
    void ofANewerVersionAreRefused() {
        state.write("revisions", "2\nanything".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Revisions.read(state)).hasMessageContaining("format 2");
    }
}
