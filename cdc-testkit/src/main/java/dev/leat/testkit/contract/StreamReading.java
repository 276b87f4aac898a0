package dev.leat.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.change.Transaction;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What came out of a stream so far; checks what holds for every batch, and releases each as the engine does. */
final class StreamReading {
    private static final Duration POLL = Duration.ofMillis(20);

    private final ChangeStream stream;
    private final int maxChanges;
    private final Duration patience;
    private final List<Long> ids = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final List<Transaction> transactions = new ArrayList<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private final Set<TableSchema> schemas = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable Position position;
    private long lastSequence;
    private int lastOrdinal = -1;
    private boolean inTransaction;
    private int cutTransactions;

    StreamReading(ChangeStream stream, int maxChanges, Duration patience) {
        this.stream = stream;
        this.maxChanges = maxChanges;
        this.patience = patience;
        this.lastSequence = -1;
    }

    /** The keys of inserted rows, in the order in which they came. */
    List<Long> ids() {
        return ids;
    }

    /** Every change as its operation and the JSON of its row, or its key. */
    List<String> changes() {
        return changes;
    }

    List<Transaction> transactions() {
        return transactions;
    }

    List<Integer> batchSizes() {
        return batchSizes;
    }

    Set<TableSchema> schemas() {
        return schemas;
    }

    /** The end of what came, or null as long as there was none. */
    @Nullable
    Position position() {
        return position;
    }

    /** How many batches ended within a transaction. */
    int cutTransactionCount() {
        return cutTransactions;
    }

    void untilId(long id) {
        until(() -> ids.contains(id) && !inTransaction);
    }

    void untilPosition(Position wanted) {
        until(() -> {
            Position reached = position;
            stream.requestProgress();
            return reached != null && reached.isAtOrAfter(wanted);
        });
    }

    /** Polls until something holds. */
    void until(BooleanSupplier done) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting after %s", changes).isLessThan(deadline);
            poll();
        }
    }

    void poll() {
        ChangeBatch batch = stream.poll(POLL);
        boolean isOver = batch.position() != null;
        if (batch.size() > 0) {
            batchSizes.add(batch.size());
            assertThat(batch.size()).as("changes of a batch").isLessThanOrEqualTo(maxChanges + 1);
            assertThat(batch.isTruncate() && batch.size() > 1)
                    .as("a TRUNCATE comes alone")
                    .isFalse();
            boolean endsTransaction = read(batch);
            // P1: a place to resume at lies between two transactions
            assertThat(isOver)
                    .as("a batch has a position when it ends a transaction")
                    .isEqualTo(endsTransaction);
            cutTransactions += isOver ? 0 : 1;
        }
        // the end may come by itself, behind a batch that the last change had filled
        inTransaction = !isOver && (inTransaction || batch.size() > 0);
        pass(batch.position());
        batch.release();
    }

    private void pass(@Nullable Position end) {
        Position before = position;
        if (end == null) {
            return;
        }
        if (before != null) {
            assertThat(end.isAtOrAfter(before)).as("%s follows %s", end, before).isTrue();
        }
        if (lastSequence >= 0) {
            assertThat(Long.compareUnsigned(end.sequence(), lastSequence))
                    .as("a position's sequence is above those of the transactions before it")
                    .isPositive();
        }
        position = end;
    }

    private boolean read(ChangeBatch batch) {
        ChangeCursor change = batch.cursor();
        boolean isLast = false;
        while (change.next()) {
            place(change);
            schemas.add(change.schema());
            changes.add(text(change));
            if (change.operation() == Operation.INSERT) {
                ids.add(id(change.after()));
            }
            isLast = change.isLast();
        }
        return isLast;
    }

    private void place(ChangeCursor change) {
        Position before = position;
        if (before != null) {
            assertThat(Long.compareUnsigned(change.sequence(), before.sequence()))
                    .as("a position's sequence is not above those of the transactions behind it")
                    .isNotNegative();
        }
        if (change.sequence() == lastSequence && !transactions.isEmpty()) {
            assertThat(change.ordinal())
                    .as("ordinals rise within a transaction")
                    .isGreaterThan(lastOrdinal);
        } else {
            assertThat(Long.compareUnsigned(change.sequence(), lastSequence) > 0 || lastSequence < 0)
                    .as("sequences rise with the order of commits")
                    .isTrue();
            transactions.add(change.transaction());
        }
        lastSequence = change.sequence();
        lastOrdinal = change.ordinal();
    }

    /** A row's key; the suite's tables have one whole number. */
    static long id(Row row) {
        return row.longValue(row.schema().keyColumn(0));
    }

    static String text(ChangeCursor change) {
        if (change.operation() == Operation.TRUNCATE) {
            return "truncate";
        }
        return change.operation().text() + " "
                + (change.operation() == Operation.DELETE ? Long.toString(id(change.before())) : row(change.after()));
    }

    /** The JSON values of a row. */
    static String row(Row row) {
        JsonBuffer json = new JsonBuffer(64);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            json.clear();
            if (!row.isUnchanged(i)) {
                row.write(i, json);
            }
            text.append(i == 0 ? "" : ",").append(new String(json.array(), 0, json.length(), UTF_8));
        }
        return text.toString();
    }
}
