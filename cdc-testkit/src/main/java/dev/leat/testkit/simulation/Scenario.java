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
    },

    /** Many short processes, and a file that changes between them. */
    RESTARTS {
        @Override
        void shape(Knobs knobs, Chance chance) {
            Swarm.shape(knobs, chance);
            knobs.sinks.clear();
            knobs.sinks.add(SinkKind.random(chance));
            knobs.sinks.add(SinkKind.random(chance));
            knobs.transactions = chance.from(5, 20);
            knobs.crashes = chance.from(3, 12);
            knobs.sinkOut = chance.from(0, 50);
            knobs.tableOut = chance.from(0, 50);
            knobs.slotLosses = chance.from(0, 30);
            knobs.stateLosses = chance.from(0, 10);
            knobs.reseedWishes = chance.from(0, 30);
            knobs.reseedOnGap = chance.from(0, 150);
            knobs.steps = chance.from(300, 800);
        }
    },

    /** Applications that never rest. */
    BUSY {
        @Override
        void shape(Knobs knobs, Chance chance) {
            Swarm.shape(knobs, chance);
            knobs.busy = true;
            knobs.steps = chance.from(10, 100);
            knobs.restSteps = 20_000;
            knobs.keys = 6;
            knobs.maxOpen = 4;
            knobs.maxStatements = 2;
            knobs.truncate = 0;
            knobs.rewrite = 0;
            knobs.swap = 0;
            knobs.rollback = 0;
            knobs.timeWeight = 10;
            // A reader that may remember little never meets a moment at which all that was delivered is visible.
            knobs.showWeight = 10;
            knobs.maxInFlightBytes = chance.from(1, 100);
        }
    };

    abstract void shape(Knobs knobs, Chance chance);

    static final List<Scenario> ALL = List.of(values());
}
