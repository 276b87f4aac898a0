package dev.leat.capture.mysql.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.log.Place;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FenceTest {
    private static final TableId ITEMS = new TableId("shop", "items");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE items ADD a INT",
                "alter table `shop`.`ITEMS` add a int",
                "RENAME TABLE old TO items",
                "ALTER TABLE/* */items/**/DROP a",
                "CREATE TABLE \"items\" (id INT)",
                "/*!50100 ALTER TABLE items DROP a */",
                "ALTER TABLE t COMMENT 'it`s', RENAME items",
                "DROP TABLE x,items",
                "DROP INDEX `PRIMARY` ON items",
                "TRUNCATED items"
            })
    void aStatementWithTheNameMayAlterTheTable(String statement) {
        assertThat(mayAlter(statement, ITEMS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE items2 ADD a INT",
                "CREATE TABLE old_items (id INT)",
                "CREATE USER 'shop'",
                "TRUNCATE TABLE items",
                " truncate items",
                "ANALYZE TABLE items",
                "GRANT SELECT ON items TO somebody",
                "CREATE UNIQUE INDEX i ON items (id)",
                "ANALYZE TABLE other",
                ""
            })
    void anotherMayNot(String statement) {
        assertThat(mayAlter(statement, ITEMS)).isFalse();
    }

    /** Its name may stand in quotes, in another character set, or both. */
    @ParameterizedTest
    @ValueSource(strings = {"order lines", "größen", "a`b", "a-b"})
    void anyMayIfTheNameIsNotPlain(String name) {
        assertThat(mayAlter("CREATE USER x", new TableId("shop", name))).isTrue();
    }

    private static boolean mayAlter(String statement, TableId table) {
        return Fence.of(new Place("log.1", 4), statement)
                .filter(fence -> fence.mayAlter(table))
                .isPresent();
    }
}
