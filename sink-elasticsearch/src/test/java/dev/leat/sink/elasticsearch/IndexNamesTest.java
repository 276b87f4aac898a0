package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.plugin.GivenOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexNamesTest {
    @Test
    void namesTheAliasAfterTheTable() {
        IndexTemplate template = IndexTemplate.parse("shop-{table}");

        assertThat(template.name("products")).isEqualTo("shop-products");
        assertThat(template.name("sales.Orders")).isEqualTo("shop-sales.orders");
        assertThat(template.name("größe")).isEqualTo("shop-größe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a/b", "a\\b", "a*", "a?", "a\"b", "a<b", "a>b", "a|b", "a,b", "a#b", "a:b", "-a", "_a", "+a",
                ".a", "a\nb"
            })
    void refusesTablesThatTheTargetHasNoNameFor(String table) {
        refuses("{table}", "its index name", table);
    }

    @Test
    void refusesANameThatIsTooLong() {
        refuses("{table}", "longer than", "a".repeat(231));
        assertThatCode(() -> open("{table}", "a".repeat(230))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Shop-{table}", "-{table}", "{index}", "a b{table}"})
    void refusesATemplateThatNoNameCanComeOf(String template) {
        assertThatThrownBy(() -> IndexTemplate.parse(template)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTablesThatWouldShareAnIndex() {
        refuses("everything", "would share the index everything", "products", "orders");
        refuses("{table}", "public.Products and public.products would share", "products", "Products");
        refuses("{table}", "would share", "products", "products-000001");
        refuses("{table}", "Leat's own index", "leat");
        assertThatCode(() -> open("{table}", "products", "products-0001", "products-variants", "leat-000001"))
                .doesNotThrowAnyException();
        assertThatCode(() -> open("everything", "products")).doesNotThrowAnyException();
    }

    @Test
    void refusesColumnsThatNoFieldCanBeNamedAfter() {
        for (String column : new String[] {"_id", "_source", ".a", "a.", "a..b", " "}) {
            try (Sink sink = sink("{table}")) {
                TestTable table =
                        TestTable.of("products").key("id", TestColumn.INT).column(column, TestColumn.TEXT);
                assertThatThrownBy(() -> sink.open(TestTable.source(table)))
                        .as(column)
                        .isInstanceOfSatisfying(
                                CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG));
            }
        }
    }

    private static void refuses(String template, String message, String... tables) {
        assertThatThrownBy(() -> open(template, tables)).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG);
            assertThat(e.getMessage()).contains(message);
        });
    }

    private static void open(String template, String... names) {
        try (Sink sink = sink(template)) {
            sink.open(TestTable.source(Arrays.stream(names)
                    .map(name -> TestTable.of(name).key("id", TestColumn.INT))
                    .toArray(TestTable[]::new)));
        }
    }

    private static Sink sink(String template) {
        ElasticsearchSinkFactory factory = new ElasticsearchSinkFactory();
        return factory.create(
                GivenOptions.of(factory.options(), "url", "http://localhost", "index", template),
                new SinkContext("shop", "search", 1, new NoStateStore()));
    }
}
