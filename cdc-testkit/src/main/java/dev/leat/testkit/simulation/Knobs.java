package dev.leat.testkit.simulation;

import dev.leat.api.change.Operation;
import dev.leat.core.engine.decision.Rules;
import dev.leat.core.engine.decision.SeedPace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The numbers that make a run: what there is, and how often what happens. Set by a {@link Scenario}, then only read. */
final class Knobs {
    Rules rules = Rules.all();

    // The source. Percentages, unless the name is a count.
    int tables = 1;
    int keys = 3;
    int initialRows = 60;
    int transactions = 8;
    int maxOpen = 3;
    int maxStatements = 4;
    int longTransactions = 50;
    int rollback = 10;
    int asynchronous;
    int fullIdentity;
    int deferrable;
    int delete = 25;
    int partial;
    int truncate;
    int rewrite;
    int move;
    int swap;

    // The stream.
    int maxBatchChanges = 4;
    int maxUnseenBatches = 4;
    int loneCommit;
    int keepalive = 20;

    // The snapshot reads.
    int readers = 1;
    int chunkRows = 2;
    int maxRowsPerSecond;
    long pauseNanos;
    int shortChunk;
    int boundaryBeforeSnapshot;

    /** Whether tables are read in the order of their storage; else in that of their keys. */
    boolean byPlace;

    // The engine.
    int lanes = 1;
    long maxInFlightBytes = 1 << 20;
    long statusNanos = 1_000_000;
    int untilCaughtUp = 50;
    boolean seeds = true;
    Set<Operation> operations = EnumSet.allOf(Operation.class);

    // The sinks.
    List<SinkKind> sinks = new ArrayList<>(List.of(SinkKind.VERSIONED));

    // How often each side of the run moves, against the others.
    int writeWeight = 10;
    int showWeight = 10;
    int flushWeight = 5;
    int streamWeight = 10;
    int sinkWeight = 10;
    int controlWeight = 10;
    int readWeight = 10;
    int rowsWeight = 10;
    int timeWeight = 3;
    int confirmWeight = 10;

    // Faults: how many at most in a run, and how likely each is in percent of the operations that can have it.
    int crashes;
    int disconnects;
    int restarts;
    int writeFaults;
    int controlFaults;
    int readFaults;
    int rejects;
    int rejectPercent = 2;

    /** Whether what a sink refuses becomes a dead letter. */
    boolean putsAside;

    // What operators do between two processes.
    int retries;
    int sinkOut;
    int sinkLater;
    int tableOut;
    int tableLater;
    int reseedWishes;
    int slotLosses;
    int stateLosses;
    int moves;
    int wipes;
    int otherLanes;
    int reseedOnGap = 50;

    /** Whether everything has to be seeded and confirmed once while the applications go on writing. */
    boolean busy;

    /** Whether the engine's own order is checked too, besides what comes of it. */
    boolean checksOrder = true;

    /** Steps before everything is healed and has to come to rest. */
    int steps = 300;

    /** Steps that coming to rest may take. */
    int restSteps = 4000;

    SeedPace pace() {
        return new SeedPace(chunkRows, Duration.ofMillis(1), maxRowsPerSecond, Duration.ofNanos(pauseNanos));
    }
}
