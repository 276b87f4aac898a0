package dev.leat.capture.mysql.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TruncateStatementTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE TABLE items",
                "truncate items",
                "TRUNCATE `items`",
                "TRUNCATE`items`",
                "  truncate\n table\t shop . items ; ",
                "/* who */ TRUNCATE /* what */ TABLE `shop`.`items`",
                "TRUNCATE TABLE items WAIT 10",
                "TRUNCATE TABLE `shop`.items NOWAIT"
            })
    void knowsTheTable(String statement) {
        assertThat(TruncateStatement.table(statement, "shop")).contains(new TableId("shop", "items"));
    }

    @Test
    void knowsQuotedNames() {
        assertThat(TruncateStatement.table("TRUNCATE TABLE `a``b`.`c.d`", "shop"))
                .contains(new TableId("a`b", "c.d"));
        assertThat(TruncateStatement.table("TRUNCATE TABLE grün", "shop")).contains(new TableId("shop", "grün"));
        assertThat(TruncateStatement.table("TRUNCATE table1", "shop")).contains(new TableId("shop", "table1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE items TRUNCATE PARTITION p0",
                "CREATE TABLE truncates (id int)",
                "TRUNCATED items",
                "DROP TABLE items"
            })
    void takesNothingElseForOne(String statement) {
        assertThat(TruncateStatement.table(statement, "shop")).isEmpty();
    }
}
