package dev.leat.testkit.simulation;

import java.util.List;

/** A kind of run. */
enum Scenario {
    /** One table, one versioned sink, nothing fails. */
    PLAIN {
        @Override
        void shape(Knobs knobs, Chance chance) {}
    },

    /** Any subset of everything, with odd limits. */
    SWARM {
        @Override
        void shape(Knobs knobs, Chance chance) {
            Swarm.shape(knobs, chance);
        }
    };

    abstract void shape(Knobs knobs, Chance chance);

    static final List<Scenario> ALL = List.of(values());
}
