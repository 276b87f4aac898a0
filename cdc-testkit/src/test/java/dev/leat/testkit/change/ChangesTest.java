package dev.leat.testkit.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.INT)
            .column("name", TestColumn.TEXT)
            .column("tags", TestColumn.TEXT_ARRAY);

    @Test
    void buildsRowsThatReadLikeAnyCapturesRows() {
        ChangeCursor cursor = cursor(Changes.transaction(7)
                .insert(PRODUCTS, 1, "tea \"green\"", List.of("hot", "cold"))
                .batch());

        assertThat(cursor.operation()).isEqualTo(Operation.INSERT);
        assertThat(cursor.sequence()).isEqualTo(7);
        assertThat(cursor.after().longValue(0)).isEqualTo(1);
        assertThat(json(cursor)).isEqualTo("{\"id\":1,\"name\":\"tea \\\"green\\\"\",\"tags\":[\"hot\",\"cold\"]}");
    }

    @Test
    void tellsNullFromUnchanged() {
        ChangeCursor cursor = cursor(Changes.transaction(7)
                .update(PRODUCTS, 1, null, Changes.UNCHANGED)
                .batch());

        assertThat(cursor.after().isNull(1)).isTrue();
        assertThat(cursor.after().isUnchanged(1)).isFalse();
        assertThat(cursor.after().isUnchanged(2)).isTrue();
    }

    @Test
    void splitsAnUpdateThatMovesTheKey() {
        Object[] old = {1, "tea", null};
        Object[] moved = {2, "tea", null};
        ChangeBatch batch = Changes.transaction(7).update(PRODUCTS, old, moved).batch();

        ChangeCursor cursor = cursor(batch);
        assertThat(batch.size()).isEqualTo(2);
        assertThat(cursor.operation()).isEqualTo(Operation.DELETE);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.operation()).isEqualTo(Operation.INSERT);
        assertThat(cursor.isLast()).isTrue();
    }

    @Test
    void keysFollowTheirDefinition() {
        TestTable lines = TestTable.of("shop", "lines")
                .column("note", TestColumn.TEXT)
                .key("line", TestColumn.INT)
                .key("order", TestColumn.TEXT);

        ChangeCursor cursor =
                cursor(Changes.transaction(7).delete(lines, 3, "A").batch());

        assertThat(cursor.beforeImage()).isEqualTo(BeforeImage.KEY);
        assertThat(cursor.key().longValue(1)).isEqualTo(3);
        assertThat(cursor.key().isUnchanged(0)).isTrue();
        assertThat(lines.without("note").schema().keyColumn(1)).isEqualTo(1);
    }

    @Test
    void endsABatchWithTheLastTransaction() {
        ChangeBatch batch = Changes.transaction(7)
                .insert(PRODUCTS, 1, "tea", null)
                .then(9)
                .delete(PRODUCTS, 1)
                .batch();

        ChangeCursor cursor = cursor(batch);
        assertThat(cursor.isLast()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.sequence()).isEqualTo(9);
        assertThat(batch.position()).hasToString("9");
    }

    private static ChangeCursor cursor(ChangeBatch batch) {
        ChangeCursor cursor = batch.cursor();
        assertThat(cursor.next()).isTrue();
        return cursor;
    }

    private static String json(ChangeCursor cursor) {
        JsonBuffer out = new JsonBuffer(64);
        ChangeJson.row(cursor.after(), out);
        return new String(out.array(), 0, out.length(), UTF_8);
    }
}
