package dev.leat.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The engine's decisions under a virtual clock. A failure prints the line that repeats it:
 * {@code -Dleat.sim.scenario=... -Dleat.sim.seed=...} runs that one seed and prints what happened.
 */
final class SimulationTest {
    private static final long PLAIN_RUNS = 3_000;
    private static final long REPEATED_RUNS = 100;

    // P1, P3, P4, P11
    @Test
    void keepsEveryPromiseWhileSeedingBesideTheStream() {
        Long one = Long.getLong("leat.sim.seed");
        Scenario scenario = Scenario.valueOf(System.getProperty("leat.sim.scenario", Scenario.PLAIN.name()));

        LongStream seeds = one == null ? LongStream.rangeClosed(1, PLAIN_RUNS) : LongStream.of(one);
        seeds.forEach(seed -> {
            SimulationRun run = SimulationRun.of(scenario, seed, null, one != null);
            run.lines().forEach(System.out::println);
            assertThat(run.violation())
                    .as("repeat with -Dleat.sim.scenario=%s -Dleat.sim.seed=%d", scenario, seed)
                    .isNull();
        });
    }

    @Test
    void doesTheSameForTheSameSeed() {
        for (long seed = 1; seed <= REPEATED_RUNS; seed++) {
            SimulationRun first = SimulationRun.of(Scenario.SWARM, seed, null, false);
            SimulationRun second = SimulationRun.of(Scenario.SWARM, seed, null, false);

            assertThat(second.hash()).as("seed %d", seed).isEqualTo(first.hash());
        }
    }
}
