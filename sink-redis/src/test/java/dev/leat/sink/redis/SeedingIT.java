package dev.leat.sink.redis;

import static dev.leat.testkit.change.Changes.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SeedingIT {
    private static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.INT)
            .column("name", TestColumn.TEXT)
            .column("price", TestColumn.INT);
    private static final String FIELD = "redis/public.products";

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

    @Test
    void aTableIsUnseededThenPartialThenSeededAndStaysSo() {
        Sink sink = target.owner(PRODUCTS);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());

        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        assertThat(generation).isEqualTo(1);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(1, ""));
        sink.saveProgress(PRODUCTS.id(), 1, "up to \"7\"");
        assertThat(target.owner(PRODUCTS).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(1, "up to \"7\""));

        Sink next = target.owner(PRODUCTS);
        next.seedState(PRODUCTS.id());
        assertThat(next.beginSeed(PRODUCTS.schema(), false)).isEqualTo(1);
        next.completeSeed(PRODUCTS.schema(), 1, Target.SOURCE);
        next.completeSeed(PRODUCTS.schema(), 1, Target.SOURCE);

        assertThat(target.owner(PRODUCTS).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(1, Target.SOURCE));
        assertThat(target.redis().hget(Target.STATE, FIELD)).contains("\"state\":\"seeded\"");
    }

    @Test
    void theSeedStateOutlivesTheServer() {
        RedisServer other = RedisServer.builder().appendOnly().start();
        try (Target there = new Target(other)) {
            Sink sink = there.owner(PRODUCTS);
            sink.completeSeed(PRODUCTS.schema(), sink.beginSeed(PRODUCTS.schema(), false), Target.SOURCE);
            sink.storeMarks(Target.marks(7, PRODUCTS));

            other.kill9();
            other.start();

            assertFails(ErrorKind.CONNECTION, () -> sink.storeMarks(Target.marks(8, PRODUCTS)));
            sink.storeMarks(Target.marks(8, PRODUCTS));
            Sink next = there.owner(PRODUCTS);
            assertThat(next.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(1, Target.SOURCE));
            assertThat(next.marks()).contains(Target.marks(8, PRODUCTS));
        }
    }

    // S12: late saves of an older generation are refused.
    @Test
    void onlyTheCurrentGenerationTakesProgressAndCompletion() {
        Sink sink = target.owner(PRODUCTS);
        sink.beginSeed(PRODUCTS.schema(), false);
        int second = sink.beginSeed(PRODUCTS.schema(), true);

        assertThat(second).isEqualTo(2);
        assertFails(ErrorKind.INTERNAL, () -> sink.saveProgress(PRODUCTS.id(), 1, "x"));
        assertFails(ErrorKind.INTERNAL, () -> sink.completeSeed(PRODUCTS.schema(), 1, Target.SOURCE));
        sink.completeSeed(PRODUCTS.schema(), 2, Target.SOURCE);
        assertFails(ErrorKind.INTERNAL, () -> sink.saveProgress(PRODUCTS.id(), 2, "x"));
    }

    @Test
    void rowsHoldColumnsOnlyWhateverTheGeneration() {
        Sink sink = target.owner(PRODUCTS);
        reseed(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));
        reseed(sink, Changes.transaction(2).read(PRODUCTS, 1, "tea", 3));

        assertThat(target.row("products:1")).isEqualTo(Map.of("id", "1", "name", "tea", "price", "3"));
        assertThat(target.keys()).containsExactly("products:1");
    }

    @Test
    void anEmptyTargetNeedsNoSetOfKeys() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().hset("products2:1", "id", "1");
        target.redis().hset("products:1:views", "count", "1");
        target.redis().set("products:note", "not a row");

        sink.beginSeed(PRODUCTS.schema(), false);
        Target.write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));

        assertThat(sets()).isEmpty();
    }

    // S13, X5: rows that the source lost are gone, rows that came live stay.
    @Test
    void aReseedRemovesGhostsAndKeepsLiveWrites() {
        Sink sink = target.owner(PRODUCTS);
        Changes first = Changes.transaction(1);
        for (int i = 0; i < 5000; i++) {
            first.read(PRODUCTS, i, "old", i);
        }
        reseed(sink, first);
        target.redis().hset("products:5:views", "count", "1");
        target.redis().set("products:note", "not a row");
        target.redis().hset("products2:1", "id", "1");

        int generation = sink.beginSeed(PRODUCTS.schema(), true);
        try (SinkWriter writer = sink.openWriter(0)) {
            Changes second = Changes.transaction(2);
            for (int i = 0; i < 4000; i += 2) {
                second.read(PRODUCTS, i, "new", i);
            }
            Target.write(writer, second);
            Target.write(
                    writer,
                    Changes.transaction(3)
                            .insert(PRODUCTS, 9000, "live", 1)
                            .update(PRODUCTS, 4999, UNCHANGED, 1) // partial
                            .update(PRODUCTS, 4997, "old", 4997) // equal
                            .delete(PRODUCTS, 0)
                            .insert(PRODUCTS, 9001, "short-lived", 1)
                            .delete(PRODUCTS, 9001));
        }
        assertThat(sets()).containsExactly("leat:shop:redis:keys:public.products:2");
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);

        assertThat(sets()).isEmpty();
        assertThat(target.keys())
                .hasSize(1999 + 3 + 3)
                .contains("products:9000", "products:4999", "products:4997", "products:2")
                .contains("products:5:views", "products:note", "products2:1")
                .doesNotContain("products:0", "products:1", "products:9001", "products:4000");
        assertThat(target.row("products:4999")).isEqualTo(Map.of("id", "4999", "name", "old", "price", "1"));
        assertThat(target.row("products:2")).containsEntry("name", "new");
    }

    @Test
    void aReseedRemovesFieldsThatAreNoColumns() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().hset("products:1", Map.of("id", "1", "stale", "x", "name", "old"));

        reseed(sink, Changes.transaction(1).read(PRODUCTS, 1, null, 3));

        assertThat(target.row("products:1")).isEqualTo(Map.of("id", "1", "price", "3"));
    }

    // S13: a change that comes before the seeding goes on belongs to its generation all the same.
    @Test
    void liveWritesBeforeAnUnfinishedSeedingGoesOnAreKept() {
        Sink first = target.owner(PRODUCTS);
        target.redis().hset("products:1", "id", "1");
        target.redis().hset("products:2", "id", "2");
        first.beginSeed(PRODUCTS.schema(), false);
        Target.write(first, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));
        first.saveProgress(PRODUCTS.id(), 1, "up to 1");

        Sink second = target.owner(PRODUCTS);
        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(1, "up to 1"));
        Target.write(second, Changes.transaction(2).insert(PRODUCTS, 0, "live", 3));
        assertThat(second.beginSeed(PRODUCTS.schema(), false)).isEqualTo(1);
        second.completeSeed(PRODUCTS.schema(), 1, Target.SOURCE);

        assertThat(target.keys()).containsExactly("products:0", "products:1");
    }

    @Test
    void aTruncateWhileATableIsSeededLeavesNothingBehind() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().hset("products:1", "id", "1");
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        Target.write(sink, Changes.transaction(1).read(PRODUCTS, 2, "tea", 3));

        Target.write(sink, Changes.transaction(2).truncate(PRODUCTS));
        Target.write(sink, Changes.transaction(3).insert(PRODUCTS, 3, "tea", 3));
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);

        assertThat(target.keys()).containsExactly("products:3");
    }

    @Test
    void aNewGenerationForgetsTheUnfinishedOne() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().hset("products:1", "id", "1");
        sink.beginSeed(PRODUCTS.schema(), false);
        Target.write(sink, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));

        int generation = sink.beginSeed(PRODUCTS.schema(), true);
        assertThat(sets()).containsExactly("leat:shop:redis:keys:public.products:2");
        Target.write(sink, Changes.transaction(2).read(PRODUCTS, 2, "tea", 3));
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);

        assertThat(target.keys()).containsExactly("products:2");
    }

    // A set that was lost must not make the sweep take everything for a ghost.
    @Test
    void aLostSetOfKeysIsNeverTakenForAnEmptyOne() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().hset("products:1", "id", "1");
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        Target.write(sink, Changes.transaction(1).read(PRODUCTS, 2, "tea", 3));
        target.redis().del("leat:shop:redis:keys:public.products:1");
        Target.write(sink, Changes.transaction(2).read(PRODUCTS, 3, "tea", 3));

        assertFails(ErrorKind.GAP, () -> sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE));

        assertThat(target.keys()).contains("products:1", "products:2", "products:3");
        assertThat(target.owner(PRODUCTS).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    @Test
    void aSetOfKeysThatWasLostBetweenTwoRunsMeansSeedingAnew() {
        Sink first = target.owner(PRODUCTS);
        target.redis().hset("products:1", "id", "1");
        first.beginSeed(PRODUCTS.schema(), false);
        first.saveProgress(PRODUCTS.id(), 1, "up to 7");
        target.redis().del("leat:shop:redis:keys:public.products:1");

        Sink second = target.owner(PRODUCTS);

        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        assertThat(second.beginSeed(PRODUCTS.schema(), false)).isEqualTo(2);
    }

    @Test
    void rowsUnderOtherNamesAreNotThese() {
        Sink first = target.owner(PRODUCTS);
        reseed(first, Changes.transaction(1).read(PRODUCTS, 1, "tea", 3));

        Sink renamed = Target.claimed(target.sink("key", "v2:{table}:{key}"), PRODUCTS);
        assertThat(renamed.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());

        TestTable otherKey = TestTable.of("products")
                .column("id", TestColumn.INT)
                .key("name", TestColumn.TEXT)
                .column("price", TestColumn.INT);
        Sink rekeyed = target.owner(otherKey);
        assertThat(rekeyed.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        assertThat(rekeyed.beginSeed(otherKey.schema(), false)).isEqualTo(2);
    }

    // P15
    @Test
    void damagedStateStopsAndIsNeverTakenForNone() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().hset(Target.STATE, FIELD, "{\"format\":1,\"state\":");

        assertFails(ErrorKind.SETUP, () -> sink.seedState(PRODUCTS.id()));
        assertFails(ErrorKind.SETUP, () -> sink.beginSeed(PRODUCTS.schema(), true));
        target.redis().hset(Target.STATE, "redis#marks/0", "{}");
        assertFails(ErrorKind.SETUP, sink::marks);
    }

    // D6
    @Test
    void tablesThatCouldShareAKeyAreRefusedByName() {
        TestTable a = TestTable.of("a").key("x", TestColumn.TEXT).key("y", TestColumn.TEXT);
        TestTable ab = TestTable.of("a:b").key("x", TestColumn.TEXT);
        TestTable leat = TestTable.of("leat").key("x", TestColumn.TEXT).key("y", TestColumn.TEXT);

        assertThatThrownBy(() -> target.sink().open(TestTable.source(a, ab)))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG))
                .hasMessageContaining("public.a ")
                .hasMessageContaining("public.a:b");
        assertThatThrownBy(() -> target.sink().open(TestTable.source(leat)))
                .hasMessageContaining("public.leat")
                .hasMessageContaining(Target.STATE);
    }

    @Test
    void marksComeBackWithTheirEpochAndTheLastSequenceIsReadable() {
        Sink sink = target.owner(PRODUCTS);
        assertThat(sink.marks()).isEmpty();

        sink.storeMarks(Target.marks(7, PRODUCTS));
        sink.storeMarks(Target.marks(8, PRODUCTS));

        assertThat(target.owner(PRODUCTS).marks()).contains(Target.marks(8, PRODUCTS));
        assertThat(target.redis().hget(Target.STATE, "redis#marks/0")).contains("\"sequence\":8,");
    }

    private static void reseed(Sink sink, Changes rows) {
        int generation = sink.beginSeed(PRODUCTS.schema(), true);
        Target.write(sink, rows);
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
    }

    private static Set<String> sets() {
        return target.redis().keys("leat:*:keys:*");
    }

    private static void assertFails(ErrorKind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
