package dev.leat.api.change;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeBatchReuseTest {
    private static final TableSchema TABLE = new TableSchema(
            new TableId("public", "t"),
            List.of(new Column("id", ColumnType.of(ColumnType.Kind.INT64), false, (b, o, l, out) -> {})),
            new int[] {0},
            true);

    @Test
    void aBatchBuiltIntoReusedArraysHoldsItsOwnChangesOnly() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        ChangeBatch first = batch(builder, 100, 3_000);
        first.release();
        builder.reuse(first);
        batch(builder, 200, 1).release();

        ChangeBatch third = batch(builder, 300, 2);

        ChangeCursor cursor = third.cursor();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.sequence()).isEqualTo(300);
        assertThat(cursor.transaction().id()).isEqualTo("300");
        assertThat(cursor.schema()).isSameAs(TABLE);
        assertThat(cursor.after().offset(0)).isZero();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.after().offset(0)).isEqualTo(1);
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void aBatchThatIsStillReadIsNotReused() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.reuse(batch(builder, 1, 1));

        assertThatThrownBy(() -> builder.build(null)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasAnnouncedNeedsNoOtherArrays() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.makeRoom(3_000, 1, 6_000);

        ChangeBatch batch = appended(builder, 3_000);

        assertThat(batch.bytes).hasSize(6_000);
        assertThat(batch.offsets).hasSize(3_000 * (ChangeBatch.HEADER_INTS + 2));
        assertThat(batch.starts).hasSize(3_000);
        assertThat(batch.keyHashes).hasSize(3_000);
    }

    // P18: what points to small values is the larger part of what they take
    @Test
    void saysWhatTheChangesTakeAndNotOnlyTheirValues() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(1, 0, new byte[0], 0, new byte[0], 0);
        for (int i = 0; i < 10; i++) {
            row(builder, builder.append(new byte[2], 0, 2));
        }

        assertThat(builder.heldBytes()).isEqualTo(10L * (2 + ChangeBatchBuilder.entryBytes(1)));
        // header, offset and length of one value, where the change begins, its key's hash
        assertThat(ChangeBatchBuilder.entryBytes(1)).isEqualTo(4 * (4 + 2 + 2));
    }

    @Test
    void moreThanWasAnnouncedFindsRoomToo() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.makeRoom(3, 1, 6);

        ChangeCursor cursor = appended(builder, 3_000).cursor();

        for (int i = 0; i < 3_000; i++) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.after().offset(0)).isEqualTo(2 * i);
        }
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void aSkippedChangeTakesAnOrdinal() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(1, 0, new byte[0], 0, new byte[0], 0);
        builder.wrap(new byte[1], 1);
        builder.skip();
        row(builder, 0);

        ChangeCursor cursor = builder.build(null).cursor();

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.ordinal()).isEqualTo(1);
    }

    private static ChangeBatch batch(ChangeBatchBuilder builder, int sequence, int rows) {
        builder.wrap(new byte[rows], rows);
        byte[] text = Integer.toString(sequence).getBytes(US_ASCII);
        builder.begin(sequence, 0, text, text.length, text, text.length);
        for (int i = 0; i < rows; i++) {
            row(builder, i);
        }
        builder.commit(text, text.length);
        return builder.build(null);
    }

    private static ChangeBatch appended(ChangeBatchBuilder builder, int rows) {
        builder.begin(1, 0, new byte[0], 0, new byte[0], 0);
        for (int i = 0; i < rows; i++) {
            row(builder, builder.append(new byte[2], 0, 2));
        }
        return builder.build(null);
    }

    private static void row(ChangeBatchBuilder builder, int offset) {
        builder.open(Operation.INSERT, TABLE, true, BeforeImage.ABSENT);
        builder.after(0, offset, 1);
        builder.close();
    }
}
