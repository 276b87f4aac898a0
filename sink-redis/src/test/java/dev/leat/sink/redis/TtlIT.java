package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TtlIT {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

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

    @ParameterizedTest
    @ValueSource(strings = {"hash", "json"})
    void everyWriteOfARowSetsItsTimeAnew(String mode) {
        Sink sink = Target.claimed(target.sink("mode", mode, "ttl", "1h"), PRODUCTS);

        Target.write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea").insert(PRODUCTS, 2, null));
        assertThat(target.redis().pttl("products:1")).isBetween(1L, HOUR_MILLIS);
        assertThat(target.redis().pttl("products:2")).isBetween(1L, HOUR_MILLIS);

        target.redis().pexpire("products:1", 60_000);
        Target.write(sink, Changes.transaction(2).update(PRODUCTS, 1, "cocoa"));
        assertThat(target.redis().pttl("products:1")).isBetween(60_001L, HOUR_MILLIS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "json"})
    void theStateNeverExpires(String mode) {
        Sink sink = Target.claimed(target.sink("mode", mode, "ttl", "1h"), PRODUCTS);
        sink.completeSeed(PRODUCTS.schema(), sink.beginSeed(PRODUCTS.schema(), false), Target.SOURCE);

        assertThat(target.redis().pttl(Target.STATE)).isEqualTo(-1);
    }
}
