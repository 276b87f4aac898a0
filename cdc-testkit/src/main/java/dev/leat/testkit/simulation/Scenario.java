package dev.leat.testkit.simulation;

import java.util.List;

/** A kind of run. */
enum Scenario {
    /** One table, one versioned sink, nothing fails. */
    PLAIN,

    /** Any subset of everything, with odd limits. */
    SWARM,

    /** Many short processes, and a file that changes between them. */
    RESTARTS,

    /** Applications that never rest. */
    BUSY,

    /** Commits that are in the log long before they are visible, and tables that are published late. */
    LATE_COMMITS,

    /** Tables that are emptied or get a new file while they are read. */
    NEW_FILES,

    /** Tables whose columns change, and processes that end while their rows are read once more. */
    NEW_COLUMNS,

    /** Rows whose large value is seldom in the log. */
    PARTIAL_ROWS,

    /** Tables that are read in the order of their storage while their rows move, some without their large value. */
    MOVING_ROWS,

    /** Keys that move, while several lanes write and writes fail. */
    LANES,

    /** Connections to the source that break again and again. */
    RECONNECTS,

    /** Tables that are seeded again over stale rows of targets without versions. */
    RESEEDS,

    /** Sinks and tables that are taken out of the file and put back. */
    LEFT_OUT,

    /** Tables whose key is checked only at the commit. */
    DEFERRABLE_KEYS,

    /** Changes that a sink refuses and that are written again later. */
    DEAD_LETTERS;

    static final List<Scenario> ALL = List.of(values());

    void shape(Knobs knobs, Chance chance) {
        switch (this) {
            case PLAIN -> {}
            case SWARM -> Swarm.shape(knobs, chance);
            case RESTARTS -> Circumstances.restarts(knobs, chance);
            case BUSY -> Circumstances.busy(knobs, chance);
            case LATE_COMMITS -> Circumstances.lateCommits(knobs, chance);
            case NEW_FILES -> Circumstances.newFiles(knobs, chance);
            case NEW_COLUMNS -> Circumstances.newColumns(knobs, chance);
            case PARTIAL_ROWS -> Circumstances.partialRows(knobs, chance);
            case MOVING_ROWS -> Circumstances.movingRows(knobs, chance);
            case LANES -> Circumstances.lanes(knobs, chance);
            case RECONNECTS -> Circumstances.reconnects(knobs, chance);
            case RESEEDS -> Circumstances.reseeds(knobs, chance);
            case LEFT_OUT -> Circumstances.leftOut(knobs, chance);
            case DEFERRABLE_KEYS -> Circumstances.deferrableKeys(knobs, chance);
            case DEAD_LETTERS -> Circumstances.deadLetters(knobs, chance);
        }
    }
}
