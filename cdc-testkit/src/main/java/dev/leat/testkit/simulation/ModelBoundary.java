package dev.leat.testkit.simulation;

import dev.leat.api.Position;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Boundary;
import dev.leat.api.change.Transaction;
import java.util.List;

/**
 * What a read saw: who had ended when its snapshot was taken, or a little earlier.
 *
 * @param snapshot who counts as seen
 */
record ModelBoundary(SourceModel source, int snapshot, Position position) implements Boundary {
    @Override
    public boolean contains(Transaction transaction) {
        return source.transaction(Integer.parseInt(transaction.id())).isVisibleIn(snapshot);
    }

    /** Who was writing a table. */
    record WriterBarrier(List<SourceTransaction> writers) implements Barrier {
        static WriterBarrier take(SourceModel source, SourceTable table) {
            return new WriterBarrier(source.unended().stream()
                    .filter(transaction -> transaction.written().contains(table))
                    .toList());
        }

        @Override
        public boolean isPassedBy(Boundary boundary) {
            int snapshot = ((ModelBoundary) boundary).snapshot();
            return writers.stream().allMatch(writer -> writer.hasEndedBy(snapshot));
        }

        @Override
        public String waitingFor() {
            return writers.toString();
        }
    }
}
