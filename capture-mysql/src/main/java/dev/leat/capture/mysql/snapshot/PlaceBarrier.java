package dev.leat.capture.mysql.snapshot;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;

/**
 * What lies before the stream's begin has to be visible: a transaction is in the log before anybody sees it, and the view of a
 * read has a place of its own.
 *
 * @param begin the number of the place where the stream begins
 */
record PlaceBarrier(long begin) implements Barrier {
    @Override
    public boolean isPassedBy(Boundary boundary) {
        return boundary instanceof PlaceBoundary seen
                && Long.compareUnsigned(seen.view(), begin) >= 0
                && !seen.inDoubt().hasBefore(begin);
    }

    @Override
    public String waitingFor() {
        return "transactions that are in the log and not yet visible";
    }
}
