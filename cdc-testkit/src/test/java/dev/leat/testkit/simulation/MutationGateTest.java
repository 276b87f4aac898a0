package dev.leat.testkit.simulation;

import static org.assertj.core.api.Assertions.fail;

import dev.leat.core.engine.decision.Rule;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Switches every rule off once and sees that a promise is broken then, and none while the same seeds run with the rule. The
 * checks of the engine's own order are off meanwhile: what counts is what comes of it.
 */
final class MutationGateTest {
    private static final long MOST_SEEDS = 1_000;

    private static Scenario circumstances(Rule rule) {
        return switch (rule) {
            case S1, S2, S6 -> Scenario.LATE_COMMITS;
            case S3, S7, S11, E3 -> Scenario.NEW_FILES;
            case T1, T2 -> Scenario.NEW_COLUMNS;
            case S4, S5, S8, E1 -> Scenario.PARTIAL_ROWS;
            case S15, S16 -> Scenario.MOVING_ROWS;
            case S9, E2, E4 -> Scenario.LANES;
            case S10, C1, C2, C3 -> Scenario.RECONNECTS;
            case S12, S14 -> Scenario.LEFT_OUT;
            case S13 -> Scenario.RESEEDS;
            case C4 -> Scenario.DEFERRABLE_KEYS;
            case C5 -> Scenario.SWARM;
            case D1, D2 -> Scenario.DEAD_LETTERS;
        };
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void noticesARuleThatIsSwitchedOff(Rule rule) {
        Scenario scenario = circumstances(rule);

        long caught = LongStream.rangeClosed(1, MOST_SEEDS)
                .parallel()
                .filter(seed -> SimulationRun.of(scenario, seed, rule, false).breaksPromise())
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "nothing comes of switching " + rule + " off in " + MOST_SEEDS + " runs of " + scenario));

        LongStream.rangeClosed(1, caught)
                .parallel()
                .mapToObj(seed -> SimulationRun.of(scenario, seed, null, false))
                .filter(run -> run.violation() != null)
                .findFirst()
                .ifPresent(run -> fail(run.words()));
    }
}
