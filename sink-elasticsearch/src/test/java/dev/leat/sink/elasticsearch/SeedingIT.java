package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(Target.SHARED)
@Timeout(120)
class SeedingIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

    private static final Target target = Target.shared();

    @BeforeEach
    void empty() {
        target.reset();
    }

    // S3
    @Test
    void seedsIntoAnIndexWithExplicitFieldsThatRemembersDeletes() {
        Sink sink = target.owner(PRODUCTS);

        int generation = sink.beginSeed(PRODUCTS.schema(), false);

        assertThat(generation).isEqualTo(1);
        assertThat(setting("products-000001", "gc_deletes")).isEqualTo("30m");
        assertThat(setting("products-000001", "refresh_interval")).isEqualTo("-1");
        JsonObject mapping = mapping("products");
        assertThat(mapping.get("dynamic").getAsString()).isEqualTo("false");
        assertThat(mapping.getAsJsonObject("properties").getAsJsonObject("id").toString())
                .isEqualTo("{\"type\":\"long\",\"ignore_malformed\":true}");

        Target.write(sink, Changes.transaction(8).read(PRODUCTS, 1, "tea"));
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);

        assertThat(setting("products-000001", "refresh_interval")).isNull();
        assertThat(target.count("products", "name:tea")).isEqualTo(1);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(1, Target.SOURCE));
    }

    @Test
    void restoresTheRefreshIntervalThatATemplateGave() {
        target.call(
                "PUT",
                "/_index_template/slow",
                "{\"index_patterns\":[\"products-*\"],\"template\":{\"settings\":{\"index.refresh_interval\":\"7s\"}}}");
        try {
            Sink sink = target.owner(PRODUCTS);
            int generation = sink.beginSeed(PRODUCTS.schema(), false);
            assertThat(setting("products-000001", "refresh_interval")).isEqualTo("-1");

            sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);

            assertThat(setting("products-000001", "refresh_interval")).isEqualTo("7s");
        } finally {
            target.call("DELETE", "/_index_template/slow", "");
        }
    }

    // W26
    @Test
    void aTableThatIsNeverSeededIsVisibleAllTheSame() {
        Sink sink = target.owner(PRODUCTS);

        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "tea"));

        assertThat(setting("products-000001", "refresh_interval")).isNull();
        assertThat(target.documents("products")).containsOnlyKeys("1");
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        Target.write(sink, Changes.transaction(16).read(PRODUCTS, 2, "milk"));
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        assertThat(target.documents("products")).containsOnlyKeys("2");
        assertThat(target.indices()).containsExactly("leat", "products-000002");
    }

    // X5, S13, W10
    @Test
    void readersSeeNoMissingAndNoOlderDocumentWhileTheTableIsSeededAgain() throws Exception {
        Sink sink = target.seeded(PRODUCTS);
        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "0").insert(PRODUCTS, 2, "ghost"));
        target.documents("products");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<List<String>> reader = CompletableFuture.supplyAsync(() -> {
            List<String> seen = new ArrayList<>();
            while (!done.get()) {
                seen.add(target.json("GET", "/products/_search?q=id:1&filter_path=hits.hits._source", "")
                        .toString());
            }
            return seen;
        });

        try (SinkWriter writer = sink.openWriter(0)) {
            int generation = sink.beginSeed(PRODUCTS.schema(), true);
            for (int i = 1; i <= 20; i++) {
                writer.write(
                        Changes.transaction(8 + 8L * i)
                                .update(PRODUCTS, 1, "" + i)
                                .all(),
                        Target.NO_MARKS);
                target.call("POST", "/products/_refresh", "");
            }
            writer.write(Changes.transaction(17).read(PRODUCTS, 1, "1").all(), Target.NO_MARKS);
            sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
            for (int i = 21; i <= 40; i++) {
                writer.write(
                        Changes.transaction(8 + 8L * i)
                                .update(PRODUCTS, 1, "" + i)
                                .all(),
                        Target.NO_MARKS);
                target.call("POST", "/products/_refresh", "");
            }
        }
        done.set(true);

        int last = 0;
        for (String answer : reader.get()) {
            assertThat(answer).matches(".*\"name\":\"\\d+\".*");
            int now = Integer.parseInt(answer.replaceAll(".*\"name\":\"(\\d+)\".*", "$1"));
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        assertThat(target.documents("products")).containsOnlyKeys("1");
        assertThat(target.indices()).containsExactly("leat", "products-000002");
    }

    // X5, W2
    @Test
    void goesOnWithAnUnfinishedReseedAfterARestart() {
        Sink first = target.seeded(PRODUCTS);
        Target.write(first, Changes.transaction(8).insert(PRODUCTS, 1, "ghost").insert(PRODUCTS, 2, "tea"));
        int generation = first.beginSeed(PRODUCTS.schema(), true);
        first.saveProgress(PRODUCTS.id(), generation, "half");

        Sink second = target.owner(PRODUCTS);

        assertThat(second.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(2, "half"));
        Target.write(second, Changes.transaction(16).insert(PRODUCTS, 3, "live"));
        assertThat(target.documents("products")).containsOnlyKeys("1", "2", "3");
        assertThat(second.beginSeed(PRODUCTS.schema(), false)).isEqualTo(2);
        Target.write(second, Changes.transaction(24).read(PRODUCTS, 2, "tea"));
        second.completeSeed(PRODUCTS.schema(), 2, Target.SOURCE);
        assertThat(target.documents("products")).containsOnlyKeys("2", "3");
    }

    // X8
    @Test
    void aCrashBetweenTheSwapAndTheStatementIsMadeGood() {
        target.seeded(PRODUCTS);
        JsonObject mapping = mapping("products");
        String partial = mapping.getAsJsonObject("_meta").toString().replace("SEEDED", "PARTIAL");
        target.json("PUT", "/products/_mapping", "{\"_meta\":" + partial + "}");

        Sink next = target.owner(PRODUCTS);

        assertThat(next.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Partial(1, ""));
        assertThat(next.beginSeed(PRODUCTS.schema(), false)).isEqualTo(1);
        next.completeSeed(PRODUCTS.schema(), 1, Target.SOURCE);
        assertThat(next.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(1, Target.SOURCE));
    }

    // S12
    @Test
    void beginningAnewLeavesNothingOfAnUnfinishedSeeding() {
        Sink sink = target.seeded(PRODUCTS);
        sink.beginSeed(PRODUCTS.schema(), true);

        int third = sink.beginSeed(PRODUCTS.schema(), true);

        assertThat(third).isEqualTo(3);
        assertThat(target.indices()).containsExactly("leat", "products-000001", "products-000003");
    }

    // S11
    @Test
    void aDroppedIndexIsUnseededAfterARestart() {
        target.seeded(PRODUCTS);

        target.json("DELETE", "/products-000001", "");

        assertThat(target.owner(PRODUCTS).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    @Test
    void aRemovedAliasIsUnseededAfterARestart() {
        target.seeded(PRODUCTS);

        target.json("DELETE", "/products-000001/_alias/products", "");

        Sink sink = target.owner(PRODUCTS);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        assertThat(target.indices()).containsExactly("leat", "products-000002");
    }

    // S11
    @Test
    void anIndexDroppedWhileRunningIsLostAndDoesNotComeBackByItself() {
        Sink sink = target.seeded(PRODUCTS);
        try (SinkWriter writer = sink.openWriter(0)) {
            writer.write(Changes.transaction(8).insert(PRODUCTS, 1, "tea").all(), Target.NO_MARKS);
            target.json("DELETE", "/products-000001", "");

            assertFails(
                    ErrorKind.TARGET_LOST,
                    () -> writer.write(
                            Changes.transaction(16).delete(PRODUCTS, 1).all(), Target.NO_MARKS));
            assertFails(
                    ErrorKind.TARGET_LOST,
                    () -> writer.write(
                            Changes.transaction(16).insert(PRODUCTS, 1, "tea").all(), Target.NO_MARKS));
            assertFails(
                    ErrorKind.TARGET_LOST,
                    () -> writer.write(
                            Changes.transaction(24).truncate(PRODUCTS).all(), Target.NO_MARKS));
        }
        assertThat(target.indices()).containsExactly("leat");
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    // X5: the index before it may have missed what the reseed was asked for
    @Test
    void aReseedWhoseIndexIsDroppedIsStillToBeDone() {
        Sink sink = target.seeded(PRODUCTS);
        sink.beginSeed(PRODUCTS.schema(), true);

        target.json("DELETE", "/products-000002", "");

        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Seeded(3, Target.SOURCE));
        assertThat(target.indices()).containsExactly("leat", "products-000003");
    }

    // S11: as a snapshot brings it back
    @Test
    void anIndexThatIsNotTheOneThatWasSeededIsUnseeded() {
        Sink sink = target.seeded(PRODUCTS);
        JsonObject mapping = mapping("products-000001");
        target.json("DELETE", "/products-000001", "");
        target.json(
                "PUT",
                "/products-000001",
                "{\"aliases\":{\"products\":{},\"Leat-products-000001\":{}},\"mappings\":" + mapping + "}");

        assertThat(sink.seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
        assertThat(target.owner(PRODUCTS).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    /** Why items name an alias that no index can be named like: this is what a server does with a delete otherwise. */
    @Test
    void aDeleteWouldBringAnIndexBackThatRequireAliasAloneIsToKeepAway() {
        target.json(
                "POST",
                "/_bulk",
                "{\"delete\":{\"_index\":\"gone\",\"require_alias\":true,\"version_type\":\"external_gte\",\"_id\":\"1\","
                        + "\"version\":1}}\n");

        assertThat(target.indices()).containsExactly("gone");
    }

    @Test
    void stopsAtAnIndexThatHasTheNameOfTheAlias() {
        target.json("PUT", "/products", "{}");

        assertFails(ErrorKind.SETUP, () -> target.owner(PRODUCTS));
        assertThat(target.indices()).containsExactly("products");
    }

    @Test
    void stopsAtAnAliasThatBelongsToSomebodyElse() {
        target.json("PUT", "/other", "{\"aliases\":{\"products\":{}}}");

        assertFails(ErrorKind.SETUP, () -> target.owner(PRODUCTS));
    }

    @Test
    void aTableWithAnotherKeyIsUnseeded() {
        target.seeded(PRODUCTS);
        TestTable other = TestTable.of("products").key("name", TestColumn.TEXT).column("id", TestColumn.INT);

        Sink sink = target.owner(other);

        assertThat(sink.seedState(other.id())).isEqualTo(new SeedState.Unseeded());
        int generation = sink.beginSeed(other.schema(), false);
        Target.write(sink, Changes.transaction(8).read(other, "tea", 1));
        sink.completeSeed(other.schema(), generation, Target.SOURCE);
        assertThat(target.documents("products")).containsOnlyKeys("tea");
    }

    // W17
    @Test
    void aNewColumnCanBeSearched() {
        Sink sink = target.seeded(PRODUCTS);
        TestTable wider = PRODUCTS.column("color", TestColumn.TEXT);

        try (SinkWriter writer = sink.openWriter(0)) {
            writer.write(Changes.transaction(8).insert(PRODUCTS, 1, "tea").all(), Target.NO_MARKS);
            writer.write(
                    Changes.transaction(16).insert(wider, 2, "tea", "green").all(), Target.NO_MARKS);
        }

        target.documents("products");
        assertThat(target.count("products", "color:green")).isEqualTo(1);
    }

    private static JsonObject mapping(String name) {
        JsonObject answer = target.json("GET", "/" + name + "/_mapping", "");
        return answer.entrySet().iterator().next().getValue().getAsJsonObject().getAsJsonObject("mappings");
    }

    private static @Nullable String setting(String index, String name) {
        JsonObject settings = target.json("GET", "/" + index + "/_settings", "")
                .getAsJsonObject(index)
                .getAsJsonObject("settings")
                .getAsJsonObject("index");
        return settings.has(name) ? settings.get(name).getAsString() : null;
    }

    private static void assertFails(ErrorKind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
