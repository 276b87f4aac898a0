package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JsonRowsIT {
    private static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.INT)
            .column("name", TestColumn.TEXT)
            .column("price", TestColumn.INT);

    private static Target target;

    @BeforeAll
    static void startRedis() {
        target = new Target(RedisServer.builder().start());
    }

    @AfterAll
    static void stopRedis() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
    }

    // P9
    @Test
    void aRowIsTheJsonOfAllItsColumns() {
        Sink sink = target.owner("json", PRODUCTS);

        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 7, "a \"tea\"\n", null));
        assertThat(target.redis().get("products:7"))
                .isEqualTo("{\"id\":7,\"name\":\"a \\\"tea\\\"\\n\",\"price\":null}");

        Target.write(sink, Changes.transaction(2).update(PRODUCTS, 7, "tea", 3));
        assertThat(target.redis().get("products:7")).isEqualTo("{\"id\":7,\"name\":\"tea\",\"price\":3}");

        Target.write(sink, Changes.transaction(3).delete(PRODUCTS, 7));
        assertThat(target.keys()).isEmpty();
    }

    @Test
    void aValueOfAnotherTypeIsReplaced() {
        Sink sink = target.owner("json", PRODUCTS);
        target.redis().hset("products:7", "id", "7");

        assertThat(Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 7, "tea", 3))
                        .rejected())
                .isEmpty();

        assertThat(target.redis().get("products:7")).startsWith("{\"id\":7,");
    }

    @Test
    void aTruncateRemovesRowsAndNothingElse() {
        Sink sink = target.owner("json", PRODUCTS);
        Target.write(sink, Changes.transaction(1).insert(PRODUCTS, 1, "tea", 3).insert(PRODUCTS, 2, "tea", 3));
        target.redis().set("products:1:views", "9");
        target.redis().hset("products:9", "views", "9");

        Target.write(sink, Changes.transaction(2).truncate(PRODUCTS));

        assertThat(target.keys()).containsExactly("products:1:views", "products:9");
    }

    // S13: rows of another mode are not those of this one.
    @Test
    void anotherModeIsSeededAnew() {
        Sink hashes = target.owner(PRODUCTS);
        hashes.completeSeed(PRODUCTS.schema(), hashes.beginSeed(PRODUCTS.schema(), false), Target.SOURCE);

        Sink texts = target.owner("json", PRODUCTS);

        assertThat(texts.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }
}
