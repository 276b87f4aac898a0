package dev.leat.api.change;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
    private static final int MAX_BYTES = 1 << 20;
    private static final TableSchema TABLE = new TableSchema(
            new TableId("public", "t"),
            List.of(new Column("id", ColumnType.of(ColumnType.Kind.INT64), false, (b, o, l, out) -> {})),
            new int[] {0},
            true);

    private final BatchPool pool = new BatchPool(MAX_BYTES);

    // P18
    @Test
    void keepsNoMoreThanItMay() {
        for (int i = 0; i < 100; i++) {
            rows(new ChangeBatchBuilder(), 1_000).release();
        }

        long kept = 0;
        for (ChangeBatch batch = pool.take(); batch != null; batch = pool.take()) {
            kept += batch.arrayBytes();
        }

        assertThat(kept).isBetween(MAX_BYTES / 2L, (long) MAX_BYTES);
    }

    // P18: a place for a batch of usual size is not taken by one that a large row made grow
    @Test
    void leavesALargeBatchToTheCollector() {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.makeRoom(1, 1, MAX_BYTES / 2);
        rows(builder, 1).release();

        assertThat(pool.take()).isNull();
    }

    @Test
    void isEmptyWhenAllWasTaken() {
        rows(new ChangeBatchBuilder(), 1).release();

        assertThat(pool.take()).isNotNull();
        assertThat(pool.take()).isNull();
        rows(new ChangeBatchBuilder(), 1).release();
        assertThat(pool.take()).isNotNull();
    }

    @Test
    void aBuilderFillsWhatItTook() {
        ChangeBatch first = rows(new ChangeBatchBuilder(), 3_000);
        byte[] bytes = first.bytes;
        int[] offsets = first.offsets;
        first.release();

        ChangeBatch second = rows(pool.builder(), 2);

        assertThat(second.bytes).isSameAs(bytes);
        assertThat(second.offsets).isSameAs(offsets);
        assertThat(second.size()).isEqualTo(2);
        ChangeCursor cursor = second.cursor();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.transaction().id()).isEqualTo("tx");
        assertThat(cursor.schema()).isSameAs(TABLE);
        assertThat(text(cursor)).isEqualTo("0");
        assertThat(cursor.next()).isTrue();
        assertThat(text(cursor)).isEqualTo("1");
        assertThat(cursor.next()).isFalse();
    }

    private ChangeBatch rows(ChangeBatchBuilder builder, int count) {
        byte[] id = "tx".getBytes(US_ASCII);
        builder.begin(1, 0, id, id.length, id, id.length);
        for (int i = 0; i < count; i++) {
            byte[] value = Integer.toString(i).getBytes(US_ASCII);
            int at = builder.append(value, 0, value.length);
            builder.open(Operation.READ, TABLE, true, BeforeImage.ABSENT);
            builder.after(0, at, value.length);
            builder.close();
        }
        return builder.build(null, pool);
    }

    private static String text(ChangeCursor cursor) {
        Row row = cursor.after();
        return new String(row.bytes(), row.offset(0), row.length(0), US_ASCII);
    }
}
