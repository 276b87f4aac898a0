package dev.leat.core.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.Position;
import dev.leat.api.capture.Boundary;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A read of two rows at position 100 that saw every transaction below 50. */
final class ChunkBufferTest {
    private final ChunkBuffer buffer = new ChunkBuffer(
            new Chunk(
                    new ChunkBounds(null, null),
                    List.of(
                            Parts.row(0, Operation.READ, "1", "old", "old"),
                            Parts.row(0, Operation.READ, "2", "old", "old")),
                    new Saw(50)),
            Rules.all());

    // S4
    @Test
    void laysEachPartialChangeOverWhatTheOnesBeforeLeft() {
        apply(Parts.row(60, Operation.UPDATE, "1", "new", ""));
        apply(Parts.row(61, Operation.UPDATE, "1", "", "newer"));

        assertThat(rows()).containsExactly("2:old:old", "1:new:newer");
    }

    // S4
    @Test
    void takesInEveryChangeOfARowOnceOneWasLaidOverIt() {
        apply(Parts.row(60, Operation.UPDATE, "1", "new", ""));
        apply(Parts.delete(40, "1"));

        assertThat(rows()).containsExactly("2:old:old");
    }

    // S4
    @Test
    void givesARowUpForAWholeOneThatTheReadHasNotSeen() {
        apply(Parts.row(60, Operation.UPDATE, "1", "new", "new"));

        assertThat(rows()).containsExactly("2:old:old");
    }

    @Test
    void keepsARowWhoseChangeTheReadSaw() {
        apply(Parts.delete(40, "1"));

        assertThat(rows()).containsExactly("1:old:old", "2:old:old");
    }

    // S11
    @Test
    void losesEveryRowToATruncateThatTheReadHasNotSeen() {
        apply(Parts.row(60, Operation.UPDATE, "1", "new", ""));
        apply(Parts.truncate(61));

        assertThat(rows()).isEmpty();
    }

    // S7
    @Test
    void refusesAReadThatSawWhatLiesBehindItsPosition() {
        ChunkBuffer tooEarly = new ChunkBuffer(
                new Chunk(
                        new ChunkBounds(null, null),
                        List.of(Parts.row(0, Operation.READ, "1", "old", "old")),
                        new Saw(200)),
                Rules.all());

        assertThatThrownBy(() -> apply(tooEarly, Parts.delete(100, "1")))
                .hasMessageContaining("saw a transaction that lies behind its log position");
    }

    private void apply(ChangeBatch change) {
        apply(buffer, change);
    }

    private static void apply(ChunkBuffer into, ChangeBatch changes) {
        ChangeCursor change = changes.cursor();
        change.seek(0);
        into.apply(change);
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        buffer.drainTo((batch, indexes) -> {
            ChangeCursor row = batch.cursor();
            for (int index : indexes) {
                row.seek(index);
                rows.add(Parts.words(row.after()));
            }
        });
        return rows;
    }

    private record Saw(long below) implements Boundary {
        @Override
        public boolean contains(Transaction transaction) {
            return transaction.sequence() < below;
        }

        @Override
        public Position position() {
            return new Position(100, "100");
        }
    }
}
