package dev.leat.api.capture;

import java.util.List;

/** The orders that a capture keeps because the hand-over between snapshot and stream rests on them. */
public final class CaptureSteps {
    /**
     * How a chunk is read: the lock keeps a rewriting DDL from emptying the table under the snapshot, and a position that is
     * taken after the snapshot lies behind every transaction that the snapshot sees.
     */
    public static final List<ReadStep> READ =
            List.of(ReadStep.LOCK, ReadStep.SNAPSHOT, ReadStep.POSITION, ReadStep.ROWS);

    /** How a position is confirmed: a crash between the two leaves the server behind the cursor, never ahead of it. */
    public static final List<ConfirmStep> CONFIRM = List.of(ConfirmStep.STORE_CURSOR, ConfirmStep.TELL_SERVER);

    private CaptureSteps() {}

    /** One step of reading a chunk. */
    public enum ReadStep {
        /** Lock the table against rewriting, not against writers. */
        LOCK,
        /** Take the snapshot and its boundary. */
        SNAPSHOT,
        /** Take the log position. */
        POSITION,
        /** Read the rows. */
        ROWS
    }

    /** One step of confirming a position. */
    public enum ConfirmStep {
        /** Store the cursor durably on this side. */
        STORE_CURSOR,
        /** Tell the server that it may forget. */
        TELL_SERVER
    }
}
