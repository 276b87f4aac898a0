package dev.leat.capture.mysql.snapshot;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;
import dev.leat.capture.mysql.gtid.GtidSet;

/**
 * What the stream will not deliver again has to be visible: a transaction may be in the log, and confirmed, for as long as its
 * server waits for a replica, without anybody seeing it.
 *
 * @param start where the stream begins; not to be changed
 * @param missing what of it was not executed when the barrier was taken; not to be changed
 */
record GtidBarrier(GtidSet start, GtidSet missing) implements Barrier {
    @Override
    public boolean isPassedBy(Boundary boundary) {
        return boundary instanceof GtidBoundary seen && seen.executed().contains(start);
    }

    @Override
    public String waitingFor() {
        return missing.isEmpty() ? "nothing" : "transactions " + missing;
    }
}
