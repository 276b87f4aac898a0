package dev.leat.testkit.simulation;

import dev.leat.core.engine.decision.Rule;
import dev.leat.core.engine.decision.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run.
 *
 * @param seed with the scenario and the rule all that the run depends on
 * @param violation null when every promise was kept
 * @param hash of everything that happened
 * @param steps that it took
 * @param lines what happened, when it was asked for
 */
record SimulationRun(
        Scenario scenario,
        long seed,
        @Nullable Rule without,
        @Nullable Throwable violation,
        long hash,
        int steps,
        List<String> lines) {
    static SimulationRun of(Scenario scenario, long seed, @Nullable Rule without, boolean inWords) {
        Chance chance = new Chance(seed);
        Knobs knobs = new Knobs();
        knobs.rules = without == null ? Rules.all() : Rules.without(without);
        knobs.checksOrder = without == null;
        scenario.shape(knobs, chance);
        Trace trace = new Trace(inWords);
        Throwable violation = null;
        try {
            new Simulation(knobs, chance, trace).run();
        } catch (RuntimeException | AssertionError broken) {
            violation = broken;
        }
        return new SimulationRun(scenario, seed, without, violation, trace.hash(), trace.step(), trace.lines());
    }
}
