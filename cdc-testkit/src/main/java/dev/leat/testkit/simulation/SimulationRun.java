package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.core.engine.decision.Rule;
import dev.leat.core.engine.decision.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run.
 *
 * @param seed with the scenario and the rule all that the run depends on
 * @param without the rule that was switched off; null: none
 * @param violation null when every promise was kept
 * @param hash of everything that happened
 * @param lines what happened, when it was asked for
 */
record SimulationRun(
        Scenario scenario,
        long seed,
        @Nullable Rule without,
        @Nullable Throwable violation,
        long hash,
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
        return new SimulationRun(scenario, seed, without, violation, trace.hash(), trace.lines());
    }

    /** Whether a promise was broken, or the engine found an invariant broken; coming to no rest does not count. */
    boolean breaksPromise() {
        return violation instanceof CdcException || (violation instanceof Violation broken && broken.isPromise());
    }

    /** What went wrong and how to see it again, in one line. */
    String words() {
        String what = violation instanceof Violation broken ? broken.getMessage() : String.valueOf(violation);
        return what + "; repeat with mvn test -pl cdc-testkit -am -Dtest=SimulationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dleat.sim.scenario=" + scenario + " -Dleat.sim.seed="
                + seed
                + (without == null ? "" : " -Dleat.sim.without=" + without);
    }
}
