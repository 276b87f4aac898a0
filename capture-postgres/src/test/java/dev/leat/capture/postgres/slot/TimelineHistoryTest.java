package dev.leat.capture.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.capture.postgres.wire.Lsn;
import org.junit.jupiter.api.Test;

class TimelineHistoryTest {
    @Test
    void readsWhereEachTimelineEnded() {
        TimelineHistory history = TimelineHistory.parse(
                "# comment\n1\t0/3000148\tno recovery target specified\n\n2\t1/A0\tbefore 2026-01-01 00:00:00+00\n");

        assertThat(history.end(1)).isEqualTo(0x300_0148);
        assertThat(history.end(2)).isEqualTo(0x1_0000_00A0L);
        assertThat(history.end(3)).isEqualTo(Lsn.NONE);
    }

    @Test
    void aFirstTimelineHasNone() {
        assertThat(TimelineHistory.parse("")).isEqualTo(TimelineHistory.NONE);
    }

    @Test
    void refusesOtherLines() {
        assertThatThrownBy(() -> TimelineHistory.parse("1")).hasMessageContaining("not a line");
        assertThatThrownBy(() -> TimelineHistory.parse("one 0/1 x")).hasMessageContaining("not a line");
        assertThatThrownBy(() -> TimelineHistory.parse("1 zero x")).hasMessageContaining("not a line");
    }
}
