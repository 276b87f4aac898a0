package dev.leat.testkit.simulation;

/**
 * The swarm with some of its numbers set, so that circumstances in which certain rules matter are met often and not by luck.
 */
final class Circumstances {
    private Circumstances() {}

    static void restarts(Knobs knobs, Chance chance) {
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

    static void busy(Knobs knobs, Chance chance) {
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

    static void lateCommits(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.tables = 2;
        knobs.keys = 2;
        knobs.initialRows = 90;
        knobs.transactions = 20;
        knobs.maxOpen = 4;
        knobs.maxStatements = 3;
        knobs.longTransactions = 70;
        knobs.asynchronous = chance.from(0, 50);
        knobs.tableLater = 30;
        knobs.crashes = chance.from(0, 2);
        knobs.showWeight = 2;
        knobs.controlWeight = 4;
        knobs.readWeight = 40;
        knobs.rowsWeight = 40;
        knobs.steps = chance.from(150, 250);
    }

    static void newColumns(Knobs knobs, Chance chance) {
        Swarm.shape(knobs, chance);
        knobs.sinks.clear();
        knobs.sinks.add(SinkKind.random(chance));
        knobs.sinks.add(SinkKind.random(chance));
        knobs.keys = 4;
        knobs.initialRows = 100;
        knobs.transactions = chance.from(5, 20);
        knobs.delete = 0;
        knobs.truncate = 0;
        knobs.rewrite = chance.from(10, 60);
        knobs.crashes = chance.from(1, 6);
        knobs.keepalive = chance.from(30, 60);
        knobs.steps = chance.from(200, 600);
        knobs.stateLosses = 0;
        knobs.seeds = true;
    }

    static void newFiles(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        boolean empties = chance.percent(50);
        knobs.tables = 1;
        knobs.keys = 6;
        knobs.initialRows = 100;
        knobs.transactions = 200;
        knobs.maxOpen = 1;
        knobs.maxStatements = 2;
        knobs.longTransactions = 20;
        knobs.delete = 0;
        knobs.truncate = empties ? 10 : 0;
        knobs.rewrite = empties ? 0 : 80;
        knobs.lanes = chance.from(1, 3);
        knobs.chunkRows = chance.from(2, 4);
        knobs.writeWeight = 20;
        knobs.showWeight = 40;
        knobs.flushWeight = 20;
        knobs.readWeight = empties ? 20 : 4;
        knobs.rowsWeight = 2;
        knobs.streamWeight = 40;
        knobs.sinkWeight = chance.from(10, 30);
        knobs.controlWeight = 20;
        knobs.writeFaults = chance.from(0, 20);
        knobs.steps = 300;
    }

    static void partialRows(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.sinks.clear();
        knobs.sinks.add(new SinkKind(chance.percent(50), true, chance.percent(80), false));
        knobs.tables = 1;
        knobs.keys = 3;
        knobs.initialRows = 100;
        knobs.transactions = 200;
        knobs.maxOpen = 2;
        knobs.maxStatements = 4;
        knobs.longTransactions = 80;
        knobs.delete = 10;
        knobs.partial = 90;
        knobs.move = chance.from(0, 20);
        knobs.chunkRows = 3;
        knobs.loneCommit = 80;
        knobs.maxBatchChanges = chance.from(1, 4);
        knobs.showWeight = 20;
        knobs.streamWeight = 20;
        knobs.readWeight = 20;
        knobs.rowsWeight = 3;
        knobs.steps = chance.from(100, 250);
    }

    static void movingRows(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.sinks.clear();
        knobs.sinks.add(new SinkKind(chance.percent(50), true, true, false));
        knobs.byPlace = true;
        knobs.tables = chance.from(1, 2);
        knobs.keys = 5;
        knobs.initialRows = 100;
        knobs.transactions = 200;
        knobs.maxOpen = 2;
        knobs.maxStatements = 2;
        knobs.delete = 5;
        knobs.partial = 90;
        knobs.rewrite = chance.percent(30) ? 10 : 0;
        knobs.chunkRows = chance.from(1, 2);
        knobs.readers = chance.from(1, 2);
        knobs.crashes = chance.from(0, 6);
        knobs.disconnects = chance.from(0, 3);
        knobs.showWeight = 20;
        knobs.streamWeight = 20;
        knobs.readWeight = chance.from(5, 20);
        knobs.steps = chance.from(100, 400);
    }

    static void lanes(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.sinks.clear();
        knobs.sinks.add(chance.percent(70) ? SinkKind.UNVERSIONED : SinkKind.VERSIONED);
        knobs.lanes = 3;
        knobs.keys = 3;
        knobs.delete = 40;
        knobs.move = 50;
        knobs.swap = 30;
        knobs.sinkWeight = 2;
        knobs.writeFaults = chance.from(0, 60);
        knobs.truncate = chance.from(0, 10);
    }

    static void reconnects(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.tables = 1;
        knobs.keys = 3;
        knobs.transactions = 200;
        knobs.maxStatements = 2;
        knobs.disconnects = chance.from(6, 12);
        knobs.chunkRows = 3;
        knobs.shortChunk = 0;
        knobs.initialRows = 100;
        knobs.statusNanos = chance.from(0, 1_000_000);
        knobs.showWeight = 20;
        knobs.streamWeight = 20;
        knobs.sinkWeight = chance.from(5, 20);
        knobs.controlWeight = 40;
        knobs.rowsWeight = 2;
        knobs.confirmWeight = 40;
        knobs.partial = chance.from(30, 90);
        knobs.delete = 10;
        knobs.timeWeight = 4;
        knobs.keepalive = 40;
        knobs.steps = 400;
    }

    static void reseeds(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.sinks.clear();
        knobs.sinks.add(SinkKind.UNVERSIONED);
        knobs.tables = 1;
        knobs.keys = 10;
        knobs.initialRows = 100;
        knobs.transactions = 150;
        knobs.maxOpen = 1;
        knobs.maxStatements = 2;
        knobs.longTransactions = 20;
        knobs.delete = 40;
        knobs.moves = 90;
        knobs.reseedOnGap = 100;
        knobs.untilCaughtUp = 100;
        knobs.chunkRows = 10;
        knobs.shortChunk = 0;
        knobs.boundaryBeforeSnapshot = 0;
        knobs.writeWeight = 15;
        knobs.showWeight = 20;
        knobs.flushWeight = 20;
        knobs.streamWeight = 30;
        knobs.sinkWeight = 30;
        knobs.controlWeight = 10;
        knobs.readWeight = 50;
        knobs.steps = 600;
    }

    static void leftOut(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.sinks.clear();
        knobs.sinks.add(SinkKind.random(chance));
        knobs.sinks.add(SinkKind.random(chance));
        knobs.tables = chance.from(1, 2);
        knobs.keys = 4;
        knobs.chunkRows = 1;
        knobs.transactions = chance.percent(50) ? 200 : chance.from(5, 40);
        knobs.maxOpen = 2;
        knobs.maxStatements = 2;
        knobs.sinkOut = 50;
        knobs.tableOut = 30;
        knobs.crashes = chance.from(0, 6);
        knobs.disconnects = chance.from(0, 6);
        knobs.untilCaughtUp = 100;
        knobs.reseedOnGap = 100;
        knobs.controlWeight = 20;
        knobs.readWeight = 20;
        knobs.streamWeight = 20;
        knobs.steps = 500;
    }

    static void deferrableKeys(Knobs knobs, Chance chance) {
        quiet(knobs, chance);
        knobs.keys = 2;
        knobs.initialRows = 100;
        knobs.deferrable = 100;
        knobs.move = 60;
        knobs.swap = 80;
        knobs.delete = 10;
    }

    static void deadLetters(Knobs knobs, Chance chance) {
        Swarm.shape(knobs, chance);
        knobs.sinks.replaceAll(
                kind -> new SinkKind(kind.versioned(), kind.acceptsPartial(), true, kind.storesMarksWithRows()));
        knobs.putsAside = true;
        knobs.operations = new Knobs().operations;
        knobs.rejects = chance.from(1, 8);
        knobs.rejectPercent = chance.from(5, 40);
        knobs.retries = chance.from(0, 100);
        knobs.transactions = chance.from(5, 30);
        knobs.crashes = chance.from(0, 5);
        knobs.untilCaughtUp = 50;
        knobs.delete = chance.from(10, 50);
        knobs.deferrable = 0;
        knobs.seeds = true;
        knobs.stateLosses = 0;
        knobs.moves = 0;
        knobs.steps = chance.from(200, 500);
    }

    /** Nothing fails, and nothing is left out. */
    private static void quiet(Knobs knobs, Chance chance) {
        Swarm.shape(knobs, chance);
        Knobs none = new Knobs();
        knobs.transactions = chance.from(4, 12);
        knobs.rollback = 5;
        knobs.crashes = 0;
        knobs.disconnects = 0;
        knobs.restarts = 0;
        knobs.writeFaults = 0;
        knobs.controlFaults = 0;
        knobs.readFaults = 0;
        knobs.rejects = 0;
        knobs.sinkOut = 0;
        knobs.sinkLater = 0;
        knobs.tableOut = 0;
        knobs.tableLater = 0;
        knobs.reseedWishes = 0;
        knobs.slotLosses = 0;
        knobs.stateLosses = 0;
        knobs.moves = 0;
        knobs.wipes = 0;
        knobs.deferrable = 0;
        knobs.truncate = 0;
        knobs.rewrite = 0;
        knobs.move = 0;
        knobs.partial = 0;
        knobs.seeds = true;
        knobs.operations = none.operations;
        knobs.maxInFlightBytes = none.maxInFlightBytes;
        knobs.writeWeight = 10;
        knobs.showWeight = 10;
        knobs.flushWeight = 10;
        knobs.streamWeight = 10;
        knobs.sinkWeight = 10;
        knobs.controlWeight = 10;
        knobs.readWeight = 10;
        knobs.rowsWeight = 10;
        knobs.timeWeight = 10;
        knobs.confirmWeight = 10;
        knobs.steps = chance.from(100, 300);
    }
}
