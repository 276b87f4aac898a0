package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// D9
class SafeReasonTest {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("price", TestColumn.INT);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    [1:23] failed to parse field [price] of type [long] in document with id '7'. Preview of field's value: 'canary' | failed to parse field [price] of type [long]
                    failed to parse date field [canary] with [canary] | failed to parse date field
                    For input string: "canary" canary | For input string:
                    Numeric value (99999999999999999999) canary | Numeric value
                    value 12.50 is bad: 3e+7 | value ... is bad: ...
                    Unrecognized token 'canary | Unrecognized token
                    field [can] ary] canary | field
                    """)
    void keepsNamesOfColumnsAndNoValues(String reason, String safe) {
        assertThat(SafeReason.of("t", reason, PRODUCTS.schema())).isEqualTo("t: " + safe);
    }

    @Test
    void saysTheTypeWhenNothingElseIsSafe() {
        assertThat(SafeReason.of("t", "'canary'", PRODUCTS.schema())).isEqualTo("t");
        assertThat(SafeReason.of("t", "", PRODUCTS.schema())).isEqualTo("t");
    }
}
