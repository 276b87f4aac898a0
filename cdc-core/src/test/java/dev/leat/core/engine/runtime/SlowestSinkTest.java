package dev.leat.core.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SlowestSinkTest {
    private static final long SECOND = 1_000_000_000L;

    private final SlowestSink sinks = new SlowestSink(List.of("search", "cache"));

    @Test
    void namesTheSinkThatTheOthersHaveWaitedForASecond() {
        assertThat(sinks.name(0, new long[] {0, 5})).isEmpty();
        assertThat(sinks.name(SECOND - 1, new long[] {1, 5})).isEmpty();
        assertThat(sinks.name(SECOND, new long[] {2, 5})).isEqualTo("cache");
    }

    @Test
    void namesNoneWhileTheyAreAlikeOrTakeTurns() {
        sinks.name(0, new long[] {4, 5});
        assertThat(sinks.name(SECOND, new long[] {4, 5})).isEmpty();
        sinks.name(SECOND, new long[] {9, 0});
        assertThat(sinks.name(2 * SECOND - 1, new long[] {0, 9})).isEmpty();
        assertThat(sinks.name(2 * SECOND, new long[] {0, 9})).isEmpty();
        assertThat(sinks.name(9 * SECOND, new long[] {0, 0})).isEmpty();
    }

    @Test
    void namesNoneWhereThereIsOnlyOne() {
        SlowestSink only = new SlowestSink(List.of("search"));
        only.name(0, new long[] {9});
        assertThat(only.name(SECOND, new long[] {9})).isEmpty();
    }
}
