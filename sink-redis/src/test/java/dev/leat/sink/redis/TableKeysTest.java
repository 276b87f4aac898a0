package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableKeysTest {
    @Test
    void putsTheTemplatesTextAroundTableAndKey() {
        TableKeys keys = KeyTemplate.parse("{a}{table}/{key}!").keys("sales.orders", 1);

        assertThat(keys.prefix()).asString(UTF_8).isEqualTo("{a}sales.orders/");
        assertThat(keys.suffix()).asString(UTF_8).isEqualTo("!");
    }

    @Test
    void needsNoNameOfTheTable() {
        TableKeys keys = KeyTemplate.parse("tea:{key}").keys("products", 1);

        assertThat(keys.owns("tea:7".getBytes(UTF_8))).isTrue();
        assertThat(keys.owns("products:7".getBytes(UTF_8))).isFalse();
    }

    @Test
    void takesTheKeyBeforeTheTable() {
        TableKeys keys = KeyTemplate.parse("{key}@{table}").keys("orders", 1);

        assertThat(keys.owns("7@orders".getBytes(UTF_8))).isTrue();
        assertThat(keys.owns("7@order".getBytes(UTF_8))).isFalse();
        assertThat(keys.toString()).isEqualTo("*@orders");
    }

    // D6: a sweep must take no key of another table.
    @ParameterizedTest
    @CsvSource({
        "products:7, 1, true",
        "products:, 1, true",
        "'products:a\\:b', 1, true",
        "'products:a\\\\', 1, true",
        "'products:a\\\\:b', 2, true",
        "products:7:1, 1, false",
        "products:7, 2, false",
        "'products:a\\', 1, false",
        "'products:a\\b', 1, false",
        "product:7, 1, false",
        "products, 1, false",
        "products2:7, 1, false",
    })
    void ownsExactlyWhatIsATextOfItsKey(String key, int parts, boolean owned) {
        TableKeys keys = KeyTemplate.parse(KeyTemplate.DEFAULT).keys("products", parts);

        assertThat(keys.owns(key.getBytes(UTF_8))).isEqualTo(owned);
    }

    @Test
    void aKeyThatOnlyBeginsAndEndsRightInOneByteIsNotOwned() {
        TableKeys keys = KeyTemplate.parse("x{table}{key}x").keys("t", 1);

        assertThat(keys.owns("xt".getBytes(UTF_8))).isFalse();
        assertThat(keys.owns("xtx".getBytes(UTF_8))).isTrue();
    }

    @Test
    void escapesThePatternOfNamesWithWildcards() {
        assertThat(KeyTemplate.parse("[{table}]{key}").keys("a*b?\\", 1)).hasToString("\\[a\\*b\\?\\\\\\]*");
    }

    @Test
    void namesItsShapeByTheKeysColumns() {
        TableKeys keys = KeyTemplate.parse(KeyTemplate.DEFAULT).keys("lines", 2);

        assertThat(keys.shape(java.util.List.of("order", "line"))).isEqualTo("lines:{order:line}");
    }
}
