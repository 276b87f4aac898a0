package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.Operation;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the engine relies on when it writes a target that keeps every change: lines of a file, entries of a stream. What comes
 * twice can't be kept out, so that a reader can drop it: it takes a change of a row only when sequence and ordinal are above
 * those of the last one that it took.
 */
public abstract class AppendingSinkContract extends SinkContract {
    /**
     * The changes of a table as they lie in the target, first to last: those of its highest generation, if each change
     * carries one.
     */
    protected abstract List<Appended> appended(TestTable table);

    /**
     * The messages with this prefix as they lie in the target, first to last. Asked only of a sink that takes messages, which has
     * to override it.
     */
    protected List<AppendedMessage> messages(String prefix) {
        throw new AssertionError("a sink that takes messages has to show them: override messages(String)");
    }

    /** The rows that such a reader ends with. */
    @Override
    protected final Set<String> keys(TestTable table) {
        Map<String, Appended> taken = new HashMap<>();
        @Nullable Appended truncate = null;
        for (Appended change : appended(table)) {
            if (truncate != null && !change.isAbove(truncate)) {
                continue;
            }
            if (change.operation() == Operation.TRUNCATE) {
                truncate = change;
                taken.values().removeIf(earlier -> !earlier.isAbove(change));
                continue;
            }
            Appended before = taken.get(Objects.requireNonNull(change.key()));
            if (before == null || change.isAbove(before)) {
                taken.put(change.key(), change);
            }
        }
        Set<String> keys = new TreeSet<>(taken.keySet());
        taken.forEach((key, change) -> {
            if (change.operation() == Operation.DELETE) {
                keys.remove(key);
            }
        });
        return keys;
    }

    @Test
    void appendsEachChangeWithItsPlaceInTheHistory() {
        Sink sink = started();

        write(
                sink,
                Changes.transaction(7)
                        .insert(PRODUCTS, 1, "tea", 3)
                        .update(PRODUCTS, 1, "tea", 4)
                        .insert(VARIANTS, 1, "a:b", "x")
                        .delete(PRODUCTS, 1)
                        .then(9)
                        .insert(PRODUCTS, 2, null, null));
        write(sink, Changes.transaction(11).truncate(PRODUCTS));

        assertThat(appended(PRODUCTS))
                .containsExactly(
                        new Appended(Operation.INSERT, "1", 7, 0),
                        new Appended(Operation.UPDATE, "1", 7, 1),
                        new Appended(Operation.DELETE, "1", 7, 3),
                        new Appended(Operation.INSERT, "2", 9, 0),
                        new Appended(Operation.TRUNCATE, null, 11, 0));
        assertThat(appended(VARIANTS)).containsExactly(new Appended(Operation.INSERT, "1:a\\:b", 7, 2));
    }

    @Test
    void appendsMessagesInTheirOrderBesideRows() {
        Sink sink = started();
        if (!sink.takesMessages()) {
            throw inapplicable("the sink takes no messages");
        }

        write(
                sink,
                Changes.transaction(7)
                        .message("orders", "{\"id\": 1}")
                        .insert(PRODUCTS, 1, "tea", 3)
                        .message("orders", "caf\u00e9\n")
                        .message("blobs", new byte[] {0, (byte) 0xFF})
                        .then(9)
                        .message("orders", ""));

        assertThat(messages("orders"))
                .containsExactly(
                        new AppendedMessage("{\"id\": 1}", 7, 0),
                        new AppendedMessage("caf\u00e9\n", 7, 2),
                        new AppendedMessage("", 9, 0));
        assertThat(messages("blobs")).containsExactly(new AppendedMessage("AP8=", 7, 3));
        assertThat(appended(PRODUCTS)).containsExactly(new Appended(Operation.INSERT, "1", 7, 1));
    }

    // P13
    @Test
    @Under({Fault.DUPLICATE, Fault.REORDER})
    void whatComesAgainIsKnownByItsPlaceInTheHistory() {
        Sink sink = started();
        List<ChangeBatch> history = List.of(
                Changes.transaction(1).insert(PRODUCTS, 1, "one", 1).batch(),
                Changes.transaction(2)
                        .insert(PRODUCTS, 2, "two", 2)
                        .delete(PRODUCTS, 1)
                        .batch(),
                Changes.transaction(3).update(PRODUCTS, 2, "three", 3).batch());
        history.forEach(batch -> writeRetried(sink, batch));
        List<Appended> once = appended(PRODUCTS);

        for (int from = 2; from >= 0; from--) {
            history.subList(from, 3).forEach(batch -> writeRetried(sink, batch));
        }

        assertThat(once).hasSize(4);
        assertThat(appended(PRODUCTS)).startsWith(once.toArray(Appended[]::new)).hasSameElementsAs(once);
        assertThat(keys(PRODUCTS)).containsExactly("2");
    }
}
