package dev.leat.capture.postgres.snapshot;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;
import java.util.List;

/** The transactions that held a write lock on a table when its seeding began. */
final class WriterBarrier implements Barrier {
    private final List<Writer> writers;

    /**
     * One of them.
     *
     * @param xid the lower 32 bits of its id
     * @param who process id and application, for the status
     */
    record Writer(long xid, String who) {}

    WriterBarrier(List<Writer> writers) {
        this.writers = List.copyOf(writers);
    }

    @Override
    public boolean isPassedBy(Boundary boundary) {
        VisibleTransactions visible = ((PostgresBoundary) boundary).visible();
        return writers.stream().allMatch(writer -> visible.contains(writer.xid()));
    }

    @Override
    public String waitingFor() {
        return writers.isEmpty()
                ? ""
                : "transactions that were writing when seeding began: "
                        + String.join(
                                ", ",
                                writers.stream().map(Writer::who).distinct().toList());
    }
}
