package dev.leat.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.leat.core.engine.decision.Rule;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine's decisions under a virtual clock. A failure names the command that repeats the run and prints it in words; with
 * {@code -Dleat.sim.times=100} there are a hundred times as many runs.
 */
final class SimulationTest {
    private static final @Nullable Long ONE_SEED = Long.getLong("leat.sim.seed");
    private static final @Nullable String ONE_SCENARIO = System.getProperty("leat.sim.scenario");
    private static final @Nullable String WITHOUT = System.getProperty("leat.sim.without");
    private static final long TIMES = Long.getLong("leat.sim.times", 1);
    private static final long REPEATED_RUNS = 20;

    static Stream<Scenario> scenarios() {
        return ONE_SCENARIO == null ? Scenario.ALL.stream() : Stream.of(Scenario.valueOf(ONE_SCENARIO));
    }

    private static long runs(Scenario scenario) {
        return TIMES
                * switch (scenario) {
                    case SWARM -> 10_000;
                    case RESTARTS -> 4_500;
                    case RECONNECTS -> 2_500;
                    case PLAIN -> 1_000;
                    case DEAD_LETTERS -> 2_000;
                    case NEW_COLUMNS, MOVING_ROWS -> 1_500;
                    case BUSY -> 300;
                    default -> 400;
                };
    }

    // P1, P3, P4, P6, P8, P11
    @ParameterizedTest
    @MethodSource("scenarios")
    void keepsEveryPromise(Scenario scenario) {
        Rule without = WITHOUT == null ? null : Rule.valueOf(WITHOUT);
        LongStream seeds = ONE_SEED == null ? LongStream.rangeClosed(1, runs(scenario)) : LongStream.of(ONE_SEED);
        seeds.parallel()
                .mapToObj(seed -> SimulationRun.of(scenario, seed, without, ONE_SEED != null))
                .peek(run -> run.lines().forEach(System.out::println))
                .filter(run -> run.violation() != null)
                .findFirst()
                .ifPresent(run -> fail(run.words()));
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void doesTheSameForTheSameSeed(Scenario scenario) {
        assertThat(hashes(scenario)).isEqualTo(hashes(scenario));
    }

    private static List<Long> hashes(Scenario scenario) {
        return LongStream.rangeClosed(1, REPEATED_RUNS)
                .mapToObj(seed -> SimulationRun.of(scenario, seed, null, false).hash())
                .toList();
    }
}
