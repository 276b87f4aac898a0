package dev.leat.sink.redis;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeCursor;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import org.junit.jupiter.api.Test;

class HashCommandsTest {
    private static final int LIMIT = 8;
    private static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.INT)
            .column("name", TestColumn.TEXT)
            .column("price", TestColumn.INT);

    private final RespBuffer out = new RespBuffer(16);
    private final HashCommands commands = new HashCommands(out, LIMIT, null);
    private final TablePlan plan = new TablePlan(
            new OpenTable(
                    PRODUCTS.schema(),
                    "products",
                    ChangeForm.hash(KeyTemplate.parse(KeyTemplate.DEFAULT), null),
                    new StateHash("shop", "redis")),
            PRODUCTS.schema(),
            0);

    @Test
    void setsFirstAndRemovesAfterwards() {
        int count = commands.write(plan, row(Changes.transaction(1).insert(PRODUCTS, 7, null, 3)));

        assertThat(count).isEqualTo(2);
        assertThat(words()).isEqualTo("HSET products:7 id 7 price 3 HDEL products:7 name");
    }

    @Test
    void writesOneCommandWhenNothingIsNull() {
        int count = commands.write(plan, row(Changes.transaction(1).update(PRODUCTS, 7, UNCHANGED, 3)));

        assertThat(count).isEqualTo(1);
        assertThat(words()).isEqualTo("HSET products:7 id 7 price 3");
    }

    // S13
    @Test
    void everyWriteCarriesItsStamp() {
        plan.table().stamps("set".getBytes(UTF_8));

        int written = commands.write(plan, row(Changes.transaction(1).update(PRODUCTS, 7, UNCHANGED, UNCHANGED)));
        int removed = commands.write(plan, row(Changes.transaction(1).delete(PRODUCTS, 7)));

        assertThat(written).isEqualTo(2);
        assertThat(removed).isEqualTo(2);
        assertThat(words()).isEqualTo("HSET products:7 id 7 SADD set products:7 UNLINK products:7 SREM set products:7");
    }

    @Test
    void writesNothingOfARowWithAValueThatNoServerTakes() {
        ChangeCursor fits = row(Changes.transaction(1).insert(PRODUCTS, 7, "x".repeat(LIMIT), 3));
        ChangeCursor tooLong = row(Changes.transaction(1).insert(PRODUCTS, 8, "x".repeat(LIMIT + 1), 3));

        assertThat(commands.write(plan, tooLong)).isEqualTo(ChangeCommands.TOO_LONG);
        assertThat(out.length()).isZero();
        assertThat(commands.write(plan, fits)).isEqualTo(1);
        assertThat(words()).isEqualTo("HSET products:7 id 7 name xxxxxxxx price 3");
    }

    private static ChangeCursor row(Changes changes) {
        ChangeCursor cursor = changes.batch().cursor();
        assertThat(cursor.next()).isTrue();
        return cursor;
    }

    /** The arguments of all commands, without counts and lengths. */
    private String words() {
        return new String(out.array(), 0, out.length(), UTF_8)
                .replaceAll("[*$][0-9]+\r\n", "")
                .strip()
                .replace("\r\n", " ");
    }
}
