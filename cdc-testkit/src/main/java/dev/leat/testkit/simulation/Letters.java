package dev.leat.testkit.simulation;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.RowKey;
import dev.leat.core.engine.decision.Retry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The dead letters, durable. */
final class Letters {
    private final TreeMap<Long, Letter> letters = new TreeMap<>();
    private long lastId;

    /**
     * A change that was refused.
     *
     * @param number of the source's change; of a row that was read, of the change that made it
     * @param retry whether the next process writes it again
     */
    private record Letter(
            String sink, SinkOp op, SourceTable table, long number, RowKey key, ChangeBatch change, boolean retry) {
        Letter with(long newNumber, boolean newRetry) {
            return new Letter(sink, op, table, newNumber, key, change, newRetry);
        }

        boolean isOf(String otherSink, SinkOp other) {
            return sink.equals(otherSink)
                    && op.table() == other.table()
                    && op.key().equals(other.key());
        }
    }

    /** A change that is there already is refused once more; a row that was read counts as the letters of its key. */
    void add(String sink, SinkOp op, SourceTable table, ChangeCursor change) {
        boolean known = false;
        for (var entry : letters.entrySet()) {
            Letter letter = entry.getValue();
            if (letter.isOf(sink, op) && op.isRead()) {
                known = true;
                entry.setValue(letter.with(Math.max(letter.number(), op.number()), false));
            } else if (letter.isOf(sink, op) && letter.op().version().equals(op.version())) {
                known = true;
            }
        }
        if (!known) {
            letters.put(
                    ++lastId, new Letter(sink, op, table, op.number(), RowKey.of(change.key()), change.copy(), false));
        }
    }

    void remove(Collection<Long> ids) {
        letters.keySet().removeAll(ids);
    }

    boolean isEmpty() {
        return letters.isEmpty();
    }

    /** Somebody asks for all of them to be written again. */
    void wish() {
        letters.replaceAll((id, letter) -> letter.with(letter.number(), true));
    }

    boolean areAllWished() {
        return letters.values().stream().allMatch(Letter::retry);
    }

    /** What a process with this file is asked to write again. */
    List<Retry> wished(PipelineFile file) {
        List<Retry> retries = new ArrayList<>();
        letters.forEach((id, letter) -> {
            for (int sink = 0; sink < file.sinks().size(); sink++) {
                boolean mine = file.sinks().get(sink).name().equals(letter.sink());
                if (letter.retry() && mine && file.tables().contains(letter.table())) {
                    retries.add(new Retry(id, sink, letter.key(), letter.change()));
                }
            }
        });
        return retries;
    }

    /** Whether this change of the key, or a later one, is a letter of the sink. */
    boolean has(SinkModel sink, SourceTable table, int key, long number) {
        return letters.values().stream()
                .anyMatch(letter -> letter.sink().equals(sink.name())
                        && letter.table() == table
                        && letter.op().keyNumber() == key
                        && letter.number() >= number);
    }
}
