package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.finding.Provokes;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

// P16
@ResourceLock(Target.SHARED)
@Timeout(120)
@Tag("server-version")
class OwnershipIT {
    private static final TestTable PRODUCTS = TestTable.of("products").key("id", TestColumn.INT);

    private static final Target target = Target.shared();

    @BeforeEach
    void empty() {
        target.reset();
    }

    // E6
    @Test
    void aProcessThatAnotherOneTookOverFromWritesNoMore() {
        Sink first = target.seeded(PRODUCTS);
        first.storeMarks(Target.marks(8, PRODUCTS));

        Sink second = target.owner(PRODUCTS);

        assertFails(ErrorKind.FENCED, () -> first.storeMarks(Target.marks(16, PRODUCTS)));
        assertFails(ErrorKind.FENCED, () -> first.openWriter(0));
        assertFails(ErrorKind.FENCED, () -> first.beginSeed(PRODUCTS.schema(), true));
        assertFails(ErrorKind.FENCED, () -> first.saveProgress(PRODUCTS.id(), 1, "x"));
        assertThat(second.marks()).contains(Target.marks(8, PRODUCTS));
        second.openWriter(0).close();
    }

    // S11
    @Test
    void aStateThatIsLostUnderARunningProcessIsAGap() {
        Sink sink = target.seeded(PRODUCTS);
        sink.storeMarks(Target.marks(8, PRODUCTS));

        target.json("DELETE", "/leat", "");

        assertFails(ErrorKind.GAP, () -> sink.openWriter(0));
        assertFails(ErrorKind.GAP, () -> sink.storeMarks(Target.marks(16, PRODUCTS)));
    }

    // S14
    @Test
    void aStateThatWentBackIsAGap() {
        Sink sink = target.seeded(PRODUCTS);
        sink.storeMarks(Target.marks(8, PRODUCTS));
        String before = target.json("GET", "/leat/_doc/shop%2Fsearch", "")
                .getAsJsonObject("_source")
                .toString();
        sink.storeMarks(Target.marks(16, PRODUCTS));

        target.json("PUT", "/leat/_doc/shop%2Fsearch", before);

        assertFails(ErrorKind.GAP, () -> sink.openWriter(0));
        assertFails(ErrorKind.GAP, () -> sink.storeMarks(Target.marks(24, PRODUCTS)));
    }

    @Test
    @Provokes("elasticsearch-setup")
    void aStateOfANewerFormatIsNotTouched() {
        target.seeded(PRODUCTS);
        target.json("PUT", "/leat/_doc/shop%2Fsearch", "{\"format\":2}");

        assertFails(ErrorKind.SETUP, () -> target.owner(PRODUCTS));
        Sink sink = target.sink();
        sink.open(TestTable.source(PRODUCTS));
        assertFinds(sink, "elasticsearch-setup");
    }

    @Test
    void checkFindsNothingWhereAllIsWell() {
        Sink sink = target.sink();
        sink.open(TestTable.source(PRODUCTS));

        assertThat(sink.check()).isEmpty();
        assertThat(target.indices()).isEmpty();
    }

    @Test
    @Provokes("elasticsearch-index")
    void checkNamesWhatIsInTheWay() {
        target.json("PUT", "/products", "{}");
        Sink sink = target.sink();
        sink.open(TestTable.source(PRODUCTS));

        assertFinds(sink, "elasticsearch-index");
    }

    @Test
    @Provokes({"elasticsearch-connection", "elasticsearch-tls"})
    void checkNamesAServerThatIsNotThere() {
        Sink sink = target.sinkAt("http://127.0.0.1:1");
        sink.open(TestTable.source(PRODUCTS));

        assertFinds(sink, "elasticsearch-connection");
        assertFails(ErrorKind.CONNECTION, sink::connect);
        assertFinds(target.sinkAt("http://search.invalid"), "elasticsearch-tls", "elasticsearch-connection");
    }

    private static void assertFinds(Sink sink, String... codes) {
        List<Finding> findings = sink.check();
        assertThat(findings).extracting(Finding::code).containsExactly(codes);
        assertThat(findings).allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
    }

    // W28
    @Test
    void aTeardownLeavesTheRowsAndNothingElse() {
        Sink sink = target.seeded(PRODUCTS);
        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1));
        sink.beginSeed(PRODUCTS.schema(), true);

        List<Belonging> belongings = target.sink().belongings();

        assertThat(belongings)
                .extracting(Belonging::object)
                .containsExactlyInAnyOrder(
                        "seed state of public.products in the index products-000001, and its alias Leat-products-000001",
                        "index products-000002 of public.products, which no reader sees",
                        "the document shop/search of the index leat");
        belongings.forEach(belonging -> belonging.removal().run());
        assertThat(target.sink().belongings()).isEmpty();
        assertThat(target.documents("products")).containsOnlyKeys("1");
        assertThat(target.indices()).containsExactly("leat", "products-000001");
        assertThat(target.owner(PRODUCTS).seedState(PRODUCTS.id())).isEqualTo(new SeedState.Unseeded());
    }

    // several nodes
    @Test
    void writesThroughTheNodeThatAnswers() {
        Sink sink = target.sinkAt("http://127.0.0.1:1," + target.server().url());

        Target.claimed(sink, PRODUCTS);

        assertThat(target.indices()).containsExactly("leat");
    }

    private static void assertFails(ErrorKind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
