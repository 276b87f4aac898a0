package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run: applications write, processes of the engine lead, crash and start again, everything at random; then all is healed
 * and has to come to rest with targets that are equal to the source.
 */
final class Simulation {
    /** Bytes of log that applications that never rest may be ahead: what is overtaken for ever is not starved. */
    private static final int BACKLOG = 600;

    private final Knobs knobs;
    private final Chance chance;
    private final Trace trace;
    private final World world;
    private final Workload workload;
    private final Operators operators;
    private final Menu menu = new Menu();
    private @Nullable EngineProcess process;
    private int slotLosses;
    private boolean resting;
    private boolean atRest;

    Simulation(Knobs knobs, Chance chance, Trace trace) {
        this.knobs = knobs;
        this.chance = chance;
        this.trace = trace;
        this.world = new World(knobs, chance, trace);
        this.workload = new Workload(knobs, chance, world.source(), trace);
        this.operators = new Operators(world);
        this.slotLosses = chance.percent(knobs.slotLosses) ? 1 : 0;
    }

    /** Runs to the end; throws the first violation. */
    void run() {
        for (int i = 0; i < knobs.steps; i++) {
            step();
        }
        comeToRest();
    }

    private void step() {
        trace.nextStep();
        world.clock().advance(chance.below(200_000L));
        menu.clear();
        if (workload.canWrite()) {
            menu.add(knobs.writeWeight, workload::write);
        }
        if (workload.canShow()) {
            menu.add(knobs.showWeight, workload::show);
        }
        if (!world.source().isFlushed()) {
            menu.add(knobs.flushWeight, world.source()::flush);
        }
        if (!resting) {
            menu.add(1, () -> world.source().append(8 * chance.from(1, 4)));
            menu.add(1, world.capture()::writeSlotDown);
        }
        EngineProcess running = process;
        if (running == null) {
            menu.add(10, () -> process = operators.start(resting));
        } else {
            running.offer(menu);
            troubles(running);
        }
        strays();
        if (!menu.isEmpty()) {
            menu.pick(chance).run();
        }
        EngineProcess now = process;
        if (now != null && now.isOver()) {
            ended(now);
        }
    }

    private void strays() {
        for (SinkModel sink : world.sinks()) {
            if (!sink.strays().isEmpty()) {
                menu.add(1, () -> {
                    SinkModel.StrayRequest stray =
                            sink.strays().remove(chance.below(sink.strays().size()));
                    trace.event("stray", stray.lane(), () -> sink.name() + " " + stray.ops());
                    stray.ops().forEach(op -> sink.apply(op, true));
                });
            }
        }
    }

    private void troubles(EngineProcess running) {
        Faults faults = world.faults();
        if (faults.mayCrash()) {
            menu.add(1, () -> {
                faults.crashed();
                trace.event("crash", 0, () -> "the process is killed");
                running.crash();
            });
        }
        if (faults.mayDisconnect() && running.isConnected()) {
            menu.add(1, () -> {
                faults.disconnected();
                running.disconnect();
            });
        }
        if (slotLosses > 0 && !resting) {
            menu.add(1, () -> {
                slotLosses--;
                operators.loseSlot();
                running.disconnect();
            });
        }
        if (faults.mayRestart()) {
            menu.add(1, () -> {
                faults.restarted();
                trace.event("restart", 0, () -> "the server");
                running.serverRestarted();
                world.capture().restartServer();
                world.source().restart();
            });
        }
        if (!resting && running.isRunning() && !running.isStopping() && chance.below(200) == 0) {
            menu.add(5, () -> running.stop(false));
        }
    }

    private void ended(EngineProcess ended) {
        CdcException failure = ended.failure();
        if (failure != null && failure.kind() != ErrorKind.GAP && failure.kind() != ErrorKind.REJECTED) {
            throw new Violation("stopped", failure.toString());
        }
        process = null;
        operators.look(failure);
        atRest = resting
                && failure == null
                && ended.wasSeeded()
                && operators.isWhole(ended.file())
                && isSourceQuiet()
                && world.records().letters().isEmpty()
                && world.capture().resumePoint() >= lastCommit();
    }

    private void comeToRest() {
        trace.event("rest", 0, () -> "everything is healed");
        resting = true;
        world.faults().heal();
        EngineProcess running = process;
        if (running != null && (!operators.isWhole(running.file()) || chance.percent(30))) {
            running.crash();
            ended(running);
        }
        if (knobs.busy) {
            stayBusy();
            atRest = false;
        }
        workload.stop();
        for (int i = 0; i < knobs.restSteps && !atRest; i++) {
            step();
            EngineProcess now = process;
            if (now != null && now.isRunning() && !world.records().letters().areAllWished()) {
                now.crash();
                ended(now);
            } else if (now != null
                    && world.records().letters().isEmpty()
                    && isSourceQuiet()
                    && !now.isStopping()
                    && now.isAtRest(lastCommit())) {
                now.stop(true);
                if (now.isOver()) {
                    ended(now);
                }
            }
        }
        Violation.unless(atRest, Violation.LIVENESS, () -> "not at rest after " + knobs.restSteps + " steps");
        world.oracle().atRest(world.sinks(), Set.copyOf(world.source().tables()));
    }

    /** The applications go on, and yet everything up to now is seeded and confirmed in the end. */
    private void stayBusy() {
        long now = world.source().endLsn();
        for (int i = 0; i < knobs.restSteps; i++) {
            EngineProcess running = process;
            if (running != null && operators.isWhole(running.file()) && running.isAtRest(now)) {
                return;
            }
            long delivered = running == null ? 0 : running.deliveredTo();
            if (world.source().endLsn() - delivered < BACKLOG) {
                workload.goOn();
            }
            step();
        }
        throw new Violation(Violation.LIVENESS, "not seeded and confirmed while the applications go on writing");
    }

    private boolean isSourceQuiet() {
        return !workload.canWrite() && !workload.canShow() && world.source().isFlushed();
    }

    private long lastCommit() {
        List<SourceTransaction> log = world.source().log();
        return log.isEmpty() ? 0 : log.get(log.size() - 1).commitEnd();
    }
}
