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
import dev.leat.api.change.RowKey;
import dev.leat.api.change.Transaction;
import java.nio.charset.StandardCharsets;
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

    // D2: a key without a row is deleted where the read is its last word, and nowhere else
    @Test
    void statesThatAKeyHasNoRowUntilAChangeThatTheReadHasNotSeen() {
        stateAbsent("1", "3", "4", "5");
        apply(Parts.row(40, Operation.INSERT, "3", "seen", "seen"));
        apply(Parts.row(60, Operation.INSERT, "4", "new", "new"));
        apply(Parts.delete(60, "5"));

        assertThat(buffer.size()).isEqualTo(3);
        assertThat(rows()).containsExactly("1:old:old", "2:old:old", "delete 3");
    }

    // D2: the place is above everything before the read
    @Test
    void givesTheStatementThatThereIsNoRowThePlaceOfARowThatWasRead() {
        stateAbsent("3");

        List<String> places = new ArrayList<>();
        buffer.drainTo((batch, indexes) -> {
            batch.stampRead(new Position(100, "100"));
            ChangeCursor change = batch.cursor();
            while (change.next()) {
                places.add(change.operation() + " " + change.sequence() + " "
                        + (change.ordinal() == ChangeBatch.READ_ORDINAL));
            }
        });

        assertThat(places).containsExactly("READ 99 true", "READ 99 true", "DELETE 99 true");
    }

    private void stateAbsent(String... ids) {
        List<RowKey> keys = new ArrayList<>();
        for (String id : ids) {
            keys.add(RowKey.of(first(Parts.delete(1, id)).key()));
        }
        buffer.stateAbsent(keys, first(Parts.delete(1, "0")).schema());
    }

    private static ChangeCursor first(ChangeBatch changes) {
        ChangeCursor change = changes.cursor();
        change.seek(0);
        return change;
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
                rows.add(row.hasAfter() ? Parts.words(row.after()) : "delete " + id(row));
            }
        });
        return rows;
    }

    private static String id(ChangeCursor change) {
        return new String(RowKey.of(change.key()).part(0), StandardCharsets.US_ASCII);
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
