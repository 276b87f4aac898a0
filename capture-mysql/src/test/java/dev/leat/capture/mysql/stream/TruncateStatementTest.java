package dev.leat.capture.mysql.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TruncateStatementTest {
    private static Optional<TableId> table(String statement, String database) {
        return TruncateStatement.table(StatementText.withoutComments(statement), database);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE TABLE items",
                "truncate items",
                "TRUNCATE `items`",
                "TRUNCATE`items`",
                "  truncate\n table\t shop . items ; ",
                "/* who */ TRUNCATE /* what */ TABLE `shop`.`items`",
                "/**/TRUNCATE items",
                "-- migration 7\nTRUNCATE TABLE items -- all of it",
                "# migration 7\nTRUNCATE TABLE items",
                "/*!40000 TRUNCATE TABLE items */",
                "/*M!100100 TRUNCATE*/ items",
                "TRUNCATE TABLE items WAIT 10",
                "TRUNCATE TABLE `shop`.items NOWAIT"
            })
    void knowsTheTable(String statement) {
        assertThat(table(statement, "shop")).contains(new TableId("shop", "items"));
    }

    /** As long as a server takes them. */
    @Test
    void knowsLongStatements() {
        String spaces = " ".repeat(200_000);

        assertThat(table(spaces + "TRUNCATE" + spaces + "items" + spaces, "shop"))
                .contains(new TableId("shop", "items"));
        assertThat(table("TRUNCATE `" + "x``".repeat(100_000), "shop")).isEmpty();
    }

    @Test
    void knowsQuotedNames() {
        assertThat(table("TRUNCATE TABLE `a``b`.`c.d`", "shop")).contains(new TableId("a`b", "c.d"));
        assertThat(table("TRUNCATE TABLE grün", "shop")).contains(new TableId("shop", "grün"));
        assertThat(table("TRUNCATE table1", "shop")).contains(new TableId("shop", "table1"));
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
        assertThat(table(statement, "shop")).isEmpty();
    }
}
