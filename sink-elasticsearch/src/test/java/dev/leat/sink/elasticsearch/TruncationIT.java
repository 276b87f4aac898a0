package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

// G11, W8
@ResourceLock(Target.SHARED)
@Timeout(120)
@Tag("server-version")
class TruncationIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

    private static final Target target = Target.shared();

    @BeforeEach
    void empty() {
        target.reset();
    }

    @Test
    void removesMoreDocumentsThanOnePageHolds() {
        Sink sink = target.seeded(PRODUCTS);
        Changes changes = Changes.transaction(8);
        for (int i = 0; i < 5_001; i++) {
            changes.insert(PRODUCTS, i, "tea");
        }
        Target.write(sink, changes);

        Target.write(sink, Changes.transaction(16).truncate(PRODUCTS));

        assertThat(target.documents("products")).isEmpty();
    }

    // P13
    @Test
    void removesOnlyWhatIsOlderWheneverItIsRepeated() {
        Sink sink = target.seeded(PRODUCTS);
        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "old").insert(PRODUCTS, 2, "old"));
        Target.write(sink, Changes.transaction(24).insert(PRODUCTS, 1, "new"));

        Target.write(sink, Changes.transaction(16).truncate(PRODUCTS));

        assertThat(target.documents("products")).containsOnlyKeys("1");
    }

    // S3
    @Test
    void aLateWriteOfADeadProcessIsRemovedByTheNextStart() {
        Sink first = target.seeded(PRODUCTS);
        Target.write(first, Changes.transaction(16).truncate(PRODUCTS));
        Target.write(first, Changes.transaction(24).insert(PRODUCTS, 2, "tea"));
        Target.write(first, Changes.transaction(8).insert(PRODUCTS, 1, "late"));
        assertThat(target.documents("products")).containsOnlyKeys("1", "2");

        target.owner(PRODUCTS);

        assertThat(target.documents("products")).containsOnlyKeys("2");
    }

    @Test
    void looksForLateWritesAtTheNextStartsAndThenNoMore() {
        Sink first = target.seeded(PRODUCTS);
        Target.write(first, Changes.transaction(16).truncate(PRODUCTS));
        Target.write(first, Changes.transaction(24).truncate(PRODUCTS));
        assertThat(state()).contains("\"passes\":3").doesNotContain("\"version\":" + Version.pack(1, 16, 1, 0));

        for (int i = 0; i < Truncation.PASSES; i++) {
            target.owner(PRODUCTS);
        }

        assertThat(state()).doesNotContain("\"passes\"");
    }

    @Test
    void emptiesBothGenerationsOfATableThatIsBeingSeededAgain() {
        Sink sink = target.seeded(PRODUCTS);
        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "old"));
        int generation = sink.beginSeed(PRODUCTS.schema(), true);
        Target.write(sink, Changes.transaction(16).read(PRODUCTS, 1, "old").read(PRODUCTS, 2, "old"));

        Target.write(sink, Changes.transaction(24).truncate(PRODUCTS));

        assertThat(target.documents("products")).isEmpty();
        assertThat(target.documents("products-000002")).isEmpty();
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        assertThat(target.documents("products")).isEmpty();
    }

    @Test
    void aTruncateOfATableThatIsNotThereMakesNothing() {
        Sink sink = target.owner(PRODUCTS);

        Target.write(sink, Changes.transaction(24).truncate(PRODUCTS));

        assertThat(target.indices()).containsExactly("leat");
    }

    private static String state() {
        JsonObject answer = target.json("GET", "/leat/_doc/shop%2Fsearch", "");
        return answer.getAsJsonObject("_source").toString();
    }
}
