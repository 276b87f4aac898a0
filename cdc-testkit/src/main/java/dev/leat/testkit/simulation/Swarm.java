package dev.leat.testkit.simulation;

import dev.leat.api.change.Operation;

/** Draws the numbers of a run: each kind of trouble is there or not, and each limit is often an odd one. */
final class Swarm {
    private Swarm() {}

    static void shape(Knobs knobs, Chance chance) {
        source(knobs, chance);
        engine(knobs, chance);
        sinks(knobs, chance);
        weights(knobs, chance);
        faults(knobs, chance);
    }

    private static int maybe(Chance chance, int percent, int most) {
        return chance.percent(percent) ? chance.from(1, most) : 0;
    }

    private static void source(Knobs knobs, Chance chance) {
        knobs.tables = chance.from(1, 2);
        knobs.keys = chance.from(1, 4);
        knobs.initialRows = chance.from(20, 100);
        knobs.transactions = chance.from(1, 12);
        knobs.maxOpen = chance.from(1, 4);
        knobs.maxStatements = chance.from(1, 6);
        knobs.longTransactions = chance.from(20, 80);
        knobs.asynchronous = maybe(chance, 30, 100);
        knobs.fullIdentity = maybe(chance, 30, 100);
        knobs.deferrable = maybe(chance, 15, 100);
        knobs.delete = chance.from(0, 50);
        knobs.partial = maybe(chance, 60, 90);
        knobs.truncate = maybe(chance, 30, 20);
        knobs.rewrite = maybe(chance, 30, 20);
        knobs.move = maybe(chance, 50, 40);
        knobs.swap = maybe(chance, 50, 60);
        knobs.maxBatchChanges = chance.from(1, 4);
        knobs.loneCommit = maybe(chance, 50, 100);
        knobs.keepalive = maybe(chance, 80, 60);
        knobs.byPlace = chance.percent(40);
        knobs.boundaryBeforeSnapshot = maybe(chance, 25, 100);
    }

    private static void engine(Knobs knobs, Chance chance) {
        knobs.readers = chance.from(1, 2);
        knobs.chunkRows = chance.from(1, 3);
        knobs.maxRowsPerSecond = chance.percent(10) ? chance.from(100, 10_000) : 0;
        knobs.pauseNanos = chance.percent(10) ? chance.from(0, 2_000_000) : 0;
        knobs.shortChunk = maybe(chance, 30, 50);
        knobs.lanes = chance.from(1, 3);
        knobs.maxUnseenBatches = chance.from(1, 4);
        knobs.maxInFlightBytes = chance.percent(40) ? chance.from(1, 40) : 1 << 20;
        knobs.statusNanos = chance.percent(50) ? chance.from(0, 2_000_000) : chance.from(0, 50_000_000);
        knobs.untilCaughtUp = chance.from(0, 100);
        knobs.otherLanes = maybe(chance, 30, 100);
    }

    private static void sinks(Knobs knobs, Chance chance) {
        knobs.sinks.clear();
        int count = chance.percent(60) ? 1 : 2;
        for (int i = 0; i < count; i++) {
            knobs.sinks.add(SinkKind.random(chance));
        }
    }

    private static void weights(Knobs knobs, Chance chance) {
        knobs.writeWeight = weight(chance);
        knobs.showWeight = weight(chance);
        knobs.flushWeight = weight(chance);
        knobs.streamWeight = weight(chance);
        knobs.sinkWeight = weight(chance);
        knobs.controlWeight = weight(chance);
        knobs.readWeight = weight(chance);
        knobs.rowsWeight = weight(chance);
        knobs.timeWeight = weight(chance);
        knobs.confirmWeight = weight(chance);
        knobs.steps = chance.from(50, 400);
    }

    private static int weight(Chance chance) {
        return switch (chance.below(4)) {
            case 0 -> 2;
            case 1 -> 30;
            default -> 10;
        };
    }

    private static void faults(Knobs knobs, Chance chance) {
        knobs.rollback = chance.from(0, 30);
        knobs.crashes = maybe(chance, 50, 4);
        knobs.disconnects = maybe(chance, 50, 4);
        knobs.restarts = maybe(chance, 15, 2);
        knobs.writeFaults = maybe(chance, 50, 40);
        knobs.controlFaults = maybe(chance, 30, 30);
        knobs.readFaults = maybe(chance, 30, 30);
        knobs.rejects = maybe(chance, 5, 1);
        knobs.sinkOut = maybe(chance, 30, 60);
        knobs.sinkLater = maybe(chance, 30, 100);
        knobs.tableOut = maybe(chance, 20, 60);
        knobs.tableLater = maybe(chance, 40, 100);
        knobs.reseedWishes = maybe(chance, 20, 60);
        knobs.slotLosses = maybe(chance, 15, 60);
        knobs.stateLosses = maybe(chance, 10, 60);
        knobs.reseedOnGap = chance.from(0, 100);
        knobs.moves = maybe(chance, 10, 40);
        knobs.wipes = maybe(chance, 10, 40);
        if (chance.percent(10)) {
            knobs.operations.remove(Operation.DELETE);
            knobs.partial = 0;
            knobs.deferrable = 0;
        }
        if (chance.percent(10)) {
            knobs.operations.remove(Operation.TRUNCATE);
            knobs.partial = 0;
            knobs.deferrable = 0;
        }
        if (chance.percent(5)) {
            knobs.seeds = false;
            knobs.partial = 0;
            knobs.deferrable = 0;
        }
    }
}
