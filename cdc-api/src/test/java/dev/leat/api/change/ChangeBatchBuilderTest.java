package dev.leat.api.change;

import static dev.leat.api.Sample.UNCHANGED;
import static dev.leat.api.Sample.add;
import static dev.leat.api.Sample.begin;
import static dev.leat.api.Sample.commit;
import static dev.leat.api.Sample.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.Position;
import dev.leat.api.Sample;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChangeBatchBuilderTest {
    private static final TableSchema TABLE = Sample.table("t", List.of("id INT64", "part TEXT", "note TEXT"), 1, 0);
    private static final TableSchema OTHER = Sample.table("u", List.of("id INT64"), 0);
    private static final Position END = new Position(11, "0/B");

    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();

    @Test
    void countsOrdinalsFromZeroInEachTransaction() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        insert(builder, TABLE, "2", "a", "x");
        commit(builder, "0/5");
        begin(builder, 6, "8", "0/5");
        insert(builder, OTHER, "3");
        commit(builder, "0/B");

        assertThat(changes(builder.build(END)))
                .containsExactly("insert 7@0/5#0 t 1,a,x", "insert 7@0/5#1 t 2,a,x last", "insert 8@0/B#0 u 3 last");
    }

    /** What lanes are chosen by: messages with one prefix keep their order. */
    @Test
    void hashesThePrefixOfAMessage() {
        begin(builder, 1, "7", "0/1");
        insert(builder, MessageSchema.TEXT, "orders", "a");
        insert(builder, MessageSchema.TEXT, "orders", "b");
        insert(builder, MessageSchema.BYTES, "orders", "a");
        insert(builder, MessageSchema.TEXT, "order", "sa");
        commit(builder, "0/5");

        ChangeBatch batch = builder.build(END);
        assertThat(batch.keyHash(0)).isEqualTo(batch.keyHash(1)).isEqualTo(batch.keyHash(2));
        assertThat(batch.keyHash(3)).isNotEqualTo(batch.keyHash(0));
    }

    @Test
    void goesOnCountingWhenABatchEndsInsideATransaction() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        insert(builder, TABLE, "2", "a", "x");
        ChangeBatch first = builder.build(null);
        insert(builder, TABLE, "3", "a", "x");
        ChangeBatch second = builder.build(null);
        insert(builder, TABLE, "4", "a", "x");
        commit(builder, "0/5");
        ChangeBatch third = builder.build(new Position(5, "0/5"));

        assertThat(first.position()).isNull();
        assertThat(changes(first)).containsExactly("insert 7@0/1#0 t 1,a,x", "insert 7@0/1#1 t 2,a,x");
        assertThat(changes(second)).containsExactly("insert 7@0/1#2 t 3,a,x");
        assertThat(changes(third)).containsExactly("insert 7@0/5#3 t 4,a,x last");
        assertThat(cursorAt(second, 0).transaction()).isEqualTo(new Transaction("7", 1));
        assertThat(cursorAt(second, 0).commitMicros()).isEqualTo(1_000_000);
        assertThat(third.position()).isEqualTo(new Position(5, "0/5"));
    }

    @Test
    void marksNoChangeAsLastWhenItsTransactionEndsInTheNextBatch() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        ChangeBatch first = builder.build(null);
        commit(builder, "0/5");
        begin(builder, 6, "8", "0/5");
        commit(builder, "0/6");
        begin(builder, 7, "9", "0/6");
        insert(builder, TABLE, "2", "a", "x");
        commit(builder, "0/B");

        assertThat(changes(first)).containsExactly("insert 7@0/1#0 t 1,a,x");
        assertThat(changes(builder.build(END))).containsExactly("insert 9@0/B#0 t 2,a,x last");
    }

    // P7
    @Test
    void splitsAnUpdateThatMovesTheKey() {
        begin(builder, 1, "7", "0/1");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.KEY, values("1", "a", null), values("2", "a", "y"));
        add(builder, Operation.UPDATE, TABLE, BeforeImage.FULL, values("3", "a", "x"), values("3", "b", "x"));
        insert(builder, TABLE, "9", "a", "z");
        commit(builder, "0/B");

        ChangeBatch batch = builder.build(END);

        assertThat(changes(batch))
                .containsExactly(
                        "delete 7@0/B#0 t before key 1,a,?",
                        "insert 7@0/B#1 t 2,a,y",
                        "delete 7@0/B#2 t before full 3,a,x",
                        "insert 7@0/B#3 t 3,b,x",
                        "insert 7@0/B#4 t 9,a,z last");
        assertThat(Sample.text(cursorAt(batch, 0).key())).isEqualTo("1,a,?");
        assertThat(Sample.text(cursorAt(batch, 1).key())).isEqualTo("2,a,y");
    }

    @Test
    void marksTheInsertAsLastWhenAKeyMoveEndsATransaction() {
        begin(builder, 1, "7", "0/1");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.KEY, values("1", "a", null), values("2", "a", "y"));
        commit(builder, "0/B");

        assertThat(changes(builder.build(END)))
                .containsExactly("delete 7@0/B#0 t before key 1,a,?", "insert 7@0/B#1 t 2,a,y last");
    }

    @Test
    void splitsAKeyThatBecomesLongerShorterOrNull() {
        begin(builder, 1, "7", "0/1");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.KEY, values("1", "a", null), values("1", "ab", "y"));
        add(builder, Operation.UPDATE, TABLE, BeforeImage.KEY, values("1", "ab", null), values("1", "", "y"));
        add(builder, Operation.UPDATE, TABLE, BeforeImage.KEY, values("1", "", null), values("1", null, "y"));

        assertThat(builder.build(null).size()).isEqualTo(6);
    }

    @Test
    void keepsAnUpdateWholeWhoseOldImageHasTheSameKey() {
        begin(builder, 1, "7", "0/1");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.KEY, values("1", "a", null), values("1", "a", "y"));
        add(builder, Operation.UPDATE, TABLE, BeforeImage.FULL, values("1", null, "x"), values("1", null, "y"));

        assertThat(changes(builder.build(null)))
                .containsExactly(
                        "update 7@0/1#0 t 1,a,y before key 1,a,?", "update 7@0/1#1 t 1,null,y before full 1,null,x");
    }

    // P8
    @Test
    void fillsUnchangedValuesFromTheOldRowWhereItHasThem() {
        begin(builder, 1, "7", "0/1");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.FULL, values("1", "a", "x"), values("1", "a", UNCHANGED));
        add(builder, Operation.UPDATE, TABLE, BeforeImage.FULL, values("1", "a", null), values("1", "a", UNCHANGED));
        add(
                builder,
                Operation.UPDATE,
                TABLE,
                BeforeImage.KEY,
                values("1", "a", "x"),
                values("1", UNCHANGED, UNCHANGED));
        add(
                builder,
                Operation.UPDATE,
                TABLE,
                BeforeImage.FULL,
                values("1", "a", UNCHANGED),
                values("2", "a", UNCHANGED));
        add(builder, Operation.UPDATE, TABLE, BeforeImage.ABSENT, null, values("1", "a", UNCHANGED));

        ChangeBatch batch = builder.build(null);

        assertThat(changes(batch))
                .containsExactly(
                        "update 7@0/1#0 t 1,a,x before full 1,a,x",
                        "update 7@0/1#1 t 1,a,null before full 1,a,null",
                        "update 7@0/1#2 t 1,a,? before key 1,a,?",
                        "delete 7@0/1#3 t before full 1,a,?",
                        "insert 7@0/1#4 t 2,a,?",
                        "update 7@0/1#5 t 1,a,?");
        assertThat(cursorAt(batch, 0).after().isComplete()).isTrue();
        assertThat(cursorAt(batch, 4).after().isComplete()).isFalse();
    }

    @Test
    void dropsWhatLiesBehindTheMark() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        commit(builder, "0/5");
        builder.mark();
        begin(builder, 6, "8", "0/5");
        insert(builder, OTHER, "2");
        insert(builder, OTHER, "3");
        builder.rewind();
        assertThat(builder.inTransaction()).isFalse();
        begin(builder, 6, "9", "0/5");
        insert(builder, TABLE, "4", "a", "x");
        commit(builder, "0/B");

        assertThat(changes(builder.build(END)))
                .containsExactly("insert 7@0/5#0 t 1,a,x last", "insert 9@0/B#0 t 4,a,x last");
    }

    @Test
    void rewindsToTheBeginningOfABatchWithoutAMark() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        commit(builder, "0/5");
        builder.build(new Position(5, "0/5"));
        begin(builder, 6, "8", "0/5");
        insert(builder, TABLE, "2", "a", "x");

        builder.rewind();

        assertThat(builder.size()).isZero();
        assertThat(changes(builder.build(END))).isEmpty();
    }

    @Test
    void copiesAChangeWithBytesOfItsOwn() {
        begin(builder, 1, "7", "0/1");
        insert(builder, OTHER, "1");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.FULL, values("1", "a", null), values("1", "a", "y"));
        add(builder, Operation.DELETE, TABLE, BeforeImage.KEY, values("1", "a", null), null);
        commit(builder, "0/B");
        ChangeBatch batch = builder.build(END);

        ChangeBatch update = cursorAt(batch, 1).copy();
        ChangeBatch delete = cursorAt(batch, 2).copy();
        batch.release();

        assertThat(changes(update)).containsExactly("update 7@0/B#1 t 1,a,y before full 1,a,null");
        assertThat(changes(delete)).containsExactly("delete 7@0/B#2 t before key 1,a,? last");
        assertThat(cursorAt(update, 0).sequence()).isEqualTo(1);
        assertThat(update.position()).isNull();
    }

    @Test
    void keepsTheTransactionsOfCopiedChangesApart() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        insert(builder, TABLE, "2", "a", "x");
        commit(builder, "0/5");
        begin(builder, 6, "8", "0/5");
        insert(builder, TABLE, "3", "a", "x");
        commit(builder, "0/B");
        ChangeCursor cursor = builder.build(END).cursor();

        ChangeBatchBuilder copies = new ChangeBatchBuilder();
        while (cursor.next()) {
            copies.copy(cursor);
        }

        ChangeBatch batch = copies.build(END);
        assertThat(changes(batch))
                .containsExactly(
                        "insert 7@0/5#0 t 1,a,x", "insert 7@0/5#1 t 2,a,x last", "insert 8@0/B#0 t 3,a,x last");
        assertThat(cursorAt(batch, 0).transactionIndex())
                .isEqualTo(cursorAt(batch, 1).transactionIndex())
                .isNotEqualTo(cursorAt(batch, 2).transactionIndex());
    }

    // S4
    @Test
    void laysAPartialRowOverACompleteOne() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.ABSENT, null, values("1", "a", null));
        add(builder, Operation.UPDATE, TABLE, BeforeImage.ABSENT, null, values(UNCHANGED, UNCHANGED, "y"));
        commit(builder, "0/B");
        ChangeBatch batch = builder.build(END);
        ChangeCursor base = cursorAt(batch, 0);
        ChangeCursor nulled = cursorAt(batch, 1);
        ChangeCursor partial = cursorAt(batch, 2);

        ChangeBatchBuilder laid = new ChangeBatchBuilder();
        laid.copyLaidOver(partial, Operation.UPDATE, base.after(), partial.after());
        laid.copyLaidOver(base, Operation.INSERT, base.after(), nulled.after());

        assertThat(changes(laid.build(null)))
                .containsExactly("update 7@0/B#2 t 1,a,y last", "insert 7@0/B#0 t 1,a,null");
    }

    @Test
    void stampsSnapshotRowsBelowTheNextCommit() {
        begin(builder, 0, "", "");
        add(builder, Operation.READ, TABLE, BeforeImage.ABSENT, null, values("1", "a", "x"));
        add(builder, Operation.READ, TABLE, BeforeImage.ABSENT, null, values("2", "a", "x"));
        commit(builder, "");
        ChangeBatch batch = builder.build(null);

        batch.stampRead(new Position(100, "0/64"));

        assertThat(cursorAt(batch, 1).sequence()).isEqualTo(99);
        assertThat(cursorAt(batch, 1).ordinal()).isEqualTo(ChangeBatch.READ_ORDINAL);
        assertThat(changes(batch)).allSatisfy(change -> assertThat(change).contains("@0/64#"));
    }

    @Test
    void readsValuesWhereTheyLieInAWrappedBuffer() {
        byte[] wire = "..42..é".getBytes(StandardCharsets.UTF_8);
        builder.wrap(wire, wire.length);
        begin(builder, 1, "7", "0/1");
        builder.open(Operation.INSERT, TABLE, true, BeforeImage.ABSENT);
        builder.after(0, 2, 2);
        builder.after(1, 6, 2);
        builder.afterNull(2);
        builder.close();

        ChangeBatch batch = builder.build(null);

        assertThat(changes(batch)).containsExactly("insert 7@0/1#0 t 42,é,null");
        assertThat(cursorAt(batch, 0).after().bytes()).isSameAs(wire);
    }

    @Test
    void growsForManyChangesTransactionsAndSchemas() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            TableSchema table = Sample.table("t" + i % 37, List.of("id INT64"), 0);
            begin(builder, i, "x" + i, "0/0");
            insert(builder, table, String.valueOf(i));
            commit(builder, "p" + i);
            expected.add("insert x" + i + "@p" + i + "#0 t" + i % 37 + " " + i + " last");
        }

        assertThat(changes(builder.build(END))).isEqualTo(expected);
    }

    @Test
    void overwritesReleasedBytesSoThatAViewKeptTooLongIsNoticed() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "1", "a", "x");
        ChangeBatch batch = builder.build(null);
        ChangeCursor kept = cursorAt(batch, 0);
        List<ChangeBatch> recycled = new ArrayList<>();
        insert(builder, TABLE, "2", "a", "x");
        ChangeBatch next = builder.build(null, recycled::add);

        batch.release();
        next.release();

        assertThat(Sample.text(kept.after())).isNotEqualTo("1,a,x");
        assertThat(kept.after().bytes()[kept.after().offset(0)]).isEqualTo((byte) 0xDB);
        assertThat(recycled).containsExactly(next);
        assertThatThrownBy(batch::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void knowsTheHashOfEachKeyAndWhatTheBatchMayHold() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "12", "a", "x");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.FULL, values("12", "a", "x"), values("13", "a", "y"));
        ChangeBatch batch = builder.build(null);

        ChangeCursor change = batch.cursor();
        assertThat(batch.size()).isEqualTo(3);
        while (change.next()) {
            assertThat(batch.keyHash(change.index())).isEqualTo(change.key().keyHash());
            assertThat(batch.operation(change.index())).isEqualTo(change.operation());
            assertThat(batch.mayHave(change.operation())).isTrue();
        }
        assertThat(batch.mayHave(Operation.READ)).isFalse();
        assertThat(batch.mayHaveUnchanged()).isFalse();

        begin(builder, 2, "8", "0/2");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.ABSENT, null, values("12", "a", UNCHANGED));
        assertThat(builder.build(null).mayHaveUnchanged()).isTrue();
    }

    @Test
    void hashesAndComparesAKeyAlikeInEveryImageAndBatch() {
        begin(builder, 1, "7", "0/1");
        insert(builder, TABLE, "12", "a", "x");
        add(builder, Operation.DELETE, TABLE, BeforeImage.KEY, values("12", "a", null), null);
        insert(builder, TABLE, "1", "2a", "x");
        insert(builder, TABLE, "12", null, "x");
        ChangeBatch batch = builder.build(null);
        Row inserted = cursorAt(batch, 0).key();
        Row deleted = cursorAt(batch, 1).key();
        Row shifted = cursorAt(batch, 2).key();
        Row nulled = cursorAt(batch, 3).key();

        assertThat(deleted.keyHash()).isEqualTo(inserted.keyHash());
        assertThat(RowKey.of(deleted)).isEqualTo(RowKey.of(inserted)).hasToString("RowKey[public.t]");
        assertThat(deleted.hasSameKey(inserted)).isTrue();
        assertThat(RowKey.of(shifted)).isNotEqualTo(RowKey.of(inserted));
        assertThat(shifted.hasSameKey(inserted)).isFalse();
        assertThat(nulled.hasSameKey(inserted)).isFalse();
    }

    @Test
    void refusesToWriteAnUnchangedValue() {
        begin(builder, 1, "7", "0/1");
        add(builder, Operation.UPDATE, TABLE, BeforeImage.ABSENT, null, values("1", "a", UNCHANGED));
        Row row = cursorAt(builder.build(null), 0).after();

        assertThatThrownBy(() -> row.write(2, new JsonBuffer(16)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("column note of public.t is unchanged");
    }

    @Test
    void movesASlicesCursorOverItsOwnChangesOnly() {
        begin(builder, 1, "7", "0/1");
        for (int i = 0; i < 5; i++) {
            insert(builder, OTHER, String.valueOf(i));
        }
        ChangeBatch batch = builder.build(null);
        ChangeSlice slice = new ChangeSlice(batch, new int[] {0, 1, 3, 4}, 1, 3);
        ChangeCursor cursor = slice.cursor();

        assertThat(slice.size()).isEqualTo(2);
        assertThat(slice.index(1)).isEqualTo(3);
        for (int round = 0; round < 2; round++) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.index()).isEqualTo(1);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.index()).isEqualTo(3);
            assertThat(cursor.next()).isFalse();
            cursor.rewind();
        }
        assertThat(batch.all().size()).isEqualTo(5);
    }

    private static ChangeCursor cursorAt(ChangeBatch batch, int index) {
        ChangeCursor cursor = batch.cursor();
        cursor.seek(index);
        return cursor;
    }

    private static @Nullable String[] values(@Nullable String... values) {
        return values;
    }

    private static List<String> changes(ChangeBatch batch) {
        List<String> changes = new ArrayList<>();
        ChangeCursor cursor = batch.cursor();
        while (cursor.next()) {
            String position = new String(
                    cursor.texts(), cursor.positionOffset(), cursor.positionLength(), StandardCharsets.US_ASCII);
            changes.add(cursor.operation().text() + " " + cursor.transaction().id() + "@" + position + "#"
                    + cursor.ordinal() + " " + cursor.schema().table().name()
                    + (cursor.hasAfter() ? " " + Sample.text(cursor.after()) : "")
                    + before(cursor)
                    + (cursor.isLast() ? " last" : ""));
        }
        return changes;
    }

    private static String before(ChangeCursor cursor) {
        return switch (cursor.beforeImage()) {
            case ABSENT -> "";
            case KEY -> " before key " + Sample.text(cursor.before());
            case FULL -> " before full " + Sample.text(cursor.before());
        };
    }
}
