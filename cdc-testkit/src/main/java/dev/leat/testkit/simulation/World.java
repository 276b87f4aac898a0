package dev.leat.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/** Everything that outlives a process of the engine. */
final class World {
    private final Knobs knobs;
    private final Chance chance;
    private final Trace trace;
    private final Clock clock = new Clock();
    private final Faults faults;
    private final SourceModel source;
    private final Oracle oracle;
    private final CaptureModel capture;
    private final List<SinkModel> sinks = new ArrayList<>();
    private final Records records = new Records();

    World(Knobs knobs, Chance chance, Trace trace) {
        this.knobs = knobs;
        this.chance = chance;
        this.trace = trace;
        this.faults = new Faults(knobs, chance.fork());
        this.source = new SourceModel(knobs, chance, trace);
        this.oracle = new Oracle(source, knobs, records.letters());
        this.capture = new CaptureModel(source, knobs, chance, trace, oracle);
        for (int i = 0; i < knobs.sinks.size(); i++) {
            sinks.add(new SinkModel("s" + i, knobs.sinks.get(i), source, knobs, trace, oracle));
        }
    }

    Knobs knobs() {
        return knobs;
    }

    Chance chance() {
        return chance;
    }

    Trace trace() {
        return trace;
    }

    Clock clock() {
        return clock;
    }

    Faults faults() {
        return faults;
    }

    SourceModel source() {
        return source;
    }

    Oracle oracle() {
        return oracle;
    }

    CaptureModel capture() {
        return capture;
    }

    List<SinkModel> sinks() {
        return sinks;
    }

    Records records() {
        return records;
    }
}
