package dev.leat.capture.mysql.selection;

import static dev.leat.capture.mysql.selection.TestTables.BINARY;
import static dev.leat.capture.mysql.selection.TestTables.TYPES;
import static dev.leat.capture.mysql.selection.TestTables.UTF8;
import static dev.leat.capture.mysql.selection.TestTables.captured;
import static dev.leat.capture.mysql.selection.TestTables.definition;
import static dev.leat.capture.mysql.selection.TestTables.map;
import static dev.leat.capture.mysql.selection.TestTables.mapOf;
import static dev.leat.capture.mysql.selection.TestTables.number;
import static dev.leat.capture.mysql.selection.TestTables.primary;
import static dev.leat.capture.mysql.selection.TestTables.unique;
import static dev.leat.capture.mysql.selection.TestTables.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.SchemaResolver.Resolved;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import dev.leat.testkit.pipeline.MemoryState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** M16: what becomes of table maps while the catalog may be behind or ahead of them. */
final class CapturedTablesTest {
    private static final int LATIN1 = 8;

    private Optional<TableDefinition> now = Optional.empty();
    private int reads;

    @Test
    void aTableMapOfATableThatIsNotSelectedIsNoMatter() {
        TableMapEvent other = new TableMapEvent(1, new TableId("shop", "T"), List.of(), false, List.of(), List.of());

        assertThat(tables(definition(List.of("id"), primary("id"))).resolve(other))
                .isNull();
    }

    @Test
    void logAndCatalogShareOneSchemaAsLongAsColumnsAreAlike() {
        TableDefinition start = definition(List.of("id", "A"), primary("id"));
        CapturedTables tables = tables(start);
        TableSchema schema = tables.all().get(0);

        assertThat(resolve(tables, map(List.of("id", "A"), "id")).schema()).isSameAs(schema);
        Resolved longer = resolve(tables, map(List.of("id", "A", "B"), "id"));
        assertThat(longer.schema()).isNotSameAs(schema);
        assertThat(longer.wireColumns()).containsExactly(0, 1, 2);
        assertThat(resolve(tables, map(List.of("id", "A", "B"), "id")).schema()).isSameAs(longer.schema());
        assertThat(tables.all()).containsExactly(longer.schema());
    }

    /** The type is a text before and after, but its bytes mean something else. */
    @Test
    void anotherCharacterSetIsAnotherSchema() {
        WireColumn utf8 = wire("t", WireType.VARCHAR, 20, UTF8, null);
        CapturedTables tables = tables(of(number("id"), utf8));
        TableSchema before = tables.all().get(0);

        TableSchema latin = resolve(
                        tables, mapOf(List.of(number("id"), wire("t", WireType.VARCHAR, 20, LATIN1, null)), "id"))
                .schema();

        assertThat(latin).isNotSameAs(before);
        assertThat(kinds(latin)).isEqualTo(kinds(before));
        assertThat(resolve(tables, mapOf(List.of(number("id"), utf8), "id")).schema())
                .isNotSameAs(latin);
    }

    @Test
    void leavesOutColumnsThatAreNotSelected() {
        CapturedTables tables = tables(definition(List.of("A", "id", "B"), primary("id")), "id", "B");

        Resolved resolved = resolve(tables, map(List.of("A", "id", "B"), "id"));

        assertThat(names(resolved.schema())).containsExactly("id", "B");
        assertThat(resolved.wireColumns()).containsExactly(1, 2);
        assertThat(resolved.schema()).isSameAs(tables.all().get(0));
        stops("column B, which the file selects", () -> resolve(tables, map(List.of("A", "id"), "id")));
    }

    @Test
    void theKeyKeepsTheOrderOfItsDefinition() {
        CapturedTables tables = tables(definition(List.of("a", "b", "c"), primary("c", "a")));

        TableSchema schema =
                resolve(tables, map(List.of("a", "b", "c", "D"), "c", "a")).schema();

        assertThat(key(schema)).containsExactly("c", "a");
        assertThat(schema.hasUniqueKey()).isTrue();
    }

    @Test
    void aKeyColumnMayBeRenamed() {
        CapturedTables tables = tables(definition(List.of("id", "a"), primary("id")));
        now = Optional.of(definition(List.of("nr", "a"), primary("nr")));

        assertThat(key(resolve(tables, map(List.of("nr", "a"), "nr")).schema())).containsExactly("nr");
    }

    /** The stream has not come to the change yet. */
    @Test
    void aKeyColumnMayHaveBeenRenamedBeforeTheStart() {
        CapturedTables tables = tables(definition(List.of("nr", "a"), primary("nr")));

        assertThat(key(resolve(tables, map(List.of("id", "a"), "id")).schema())).containsExactly("id");
    }

    @Test
    void anotherPrimaryKeyStops() {
        CapturedTables tables = tables(definition(List.of("id", "a"), primary("id")));
        now = Optional.of(definition(List.of("id", "a"), primary("a")));

        stops("the key of shop.t is not (id) any more", () -> resolve(tables, map(List.of("id", "a"), "a")));
        now = Optional.of(definition(List.of("id", "a")));
        stops("the key of shop.t is not (id) any more", () -> resolve(tables, map(List.of("id", "a"))));
        now = Optional.of(definition(List.of("a", "b"), primary("b")));
        stops("column id belongs to the key of shop.t", () -> resolve(tables, map(List.of("a", "b"), "b")));
    }

    /** The new key was chosen at the start, and rows from before have its columns. */
    @Test
    void rowsFromBeforeAnotherKeyAreLedUnderTheNewOne() {
        TableDefinition start = definition(List.of("id", "a"), primary("a"));
        CapturedTables tables = tables(start);
        now = Optional.of(start);

        assertThat(key(resolve(tables, map(List.of("id", "a"), "id")).schema())).containsExactly("a");
        assertThat(key(resolve(tables, map(List.of("id", "a"))).schema())).containsExactly("a");
    }

    @Test
    void aUniqueIndexIsAKeyUntilItIsDropped() {
        TableDefinition start = definition(List.of("id", "A"), unique("u", "id"));
        CapturedTables tables = tables(start);
        now = Optional.of(start);

        assertThat(key(resolve(tables, map(List.of("id", "A"))).schema())).containsExactly("id");
        now = Optional.of(definition(List.of("id", "A")));
        stops("the key of shop.t is not (id) any more", () -> resolve(tables, map(List.of("id", "A"))));
    }

    @Test
    void aTableWithoutKeyStopsWhenItGetsOne() {
        CapturedTables tables = tables(definition(List.of("id", "A")));
        now = Optional.of(definition(List.of("id", "A", "B")));

        TableSchema schema = resolve(tables, map(List.of("id", "A", "B"))).schema();
        assertThat(key(schema)).containsExactly("id", "A", "B");
        assertThat(schema.hasUniqueKey()).isFalse();
        now = Optional.of(definition(List.of("id", "A"), primary("id")));
        stops("has got a key, (id)", () -> resolve(tables, map(List.of("id", "A"), "id")));
    }

    @Test
    void theCatalogSaysWhetherRowsHaveAValueInANewColumn() {
        CapturedTables tables = tables(definition(List.of("id"), primary("id")));
        now = Optional.of(new TableDefinition(
                TestTables.table("shop", "t", Table.Kind.TABLE, "InnoDB"),
                List.of(
                        TestTables.column(1, number("id"), "int", false),
                        TestTables.column(2, number("Plain"), "int", false),
                        TestTables.column(3, number("Filled"), "int", true),
                        TestTables.column(4, number("required"), "int", false)),
                List.of(primary("id"))));

        TableSchema schema = resolve(tables, map(List.of("id", "Plain", "Filled", "required", "Gone"), "id"))
                .schema();

        assertThat(schema.columns()).extracting(Column::mayBeFilled).containsExactly(true, false, true, true, true);
    }

    @Test
    void theCatalogIsAskedWhenTheLogHasWhatItDoesNotExplain() {
        CapturedTables tables = tables(definition(List.of("id", "A"), primary("id")));

        resolve(tables, map(List.of("id", "A"), "id"));
        assertThat(reads).isZero();
        resolve(tables, map(List.of("id", "A", "B"), "id"));
        assertThat(reads).isEqualTo(1);
    }

    /** MariaDB logs a document, a uuid and an address as texts and octets. */
    @Test
    void theCatalogSaysWhatTheLogDoesNot() {
        WireColumn text = wire("J", WireType.BLOB, 4, UTF8, null);
        WireColumn octets = wire("U", WireType.STRING, 16, BINARY, null);
        TableDefinition start = of(number("id"), text.withCatalogType("json"), octets.withCatalogType("uuid"));
        CapturedTables tables = tables(start);
        TableMapEvent map = mapOf(List.of(number("id"), text, octets), "id");
        now = Optional.of(start);

        assertThat(kinds(resolve(tables, map).schema())).containsExactly(Kind.INT32, Kind.JSON, Kind.UUID);
        now = Optional.of(of(number("id"), text, octets.withCatalogType("inet6")));
        assertThat(kinds(resolve(tables, map).schema())).containsExactly(Kind.INT32, Kind.TEXT, Kind.TEXT);
        now = Optional.empty();
        assertThat(kinds(resolve(tables, map).schema()))
                .as("the table was dropped: what was known last")
                .containsExactly(Kind.INT32, Kind.TEXT, Kind.TEXT);
        WireColumn shorter = wire("J", WireType.BLOB, 2, UTF8, null);
        assertThat(kinds(resolve(tables, mapOf(List.of(number("id"), shorter), "id"))
                        .schema()))
                .containsExactly(Kind.INT32, Kind.TEXT);
    }

    @Test
    void oldTimesAreLedOnlyIfTheyHaveNoFraction() {
        WireColumn time = wire("D", WireType.DATETIME, 0, WireColumn.NO_COLLATION, null);
        TableMapEvent map = mapOf(List.of(number("id"), time), "id");

        CapturedTables whole = tables(withTime(time, "datetime /* mariadb-5.3 */"));
        assertThat(kinds(resolve(whole, map).schema())).containsExactly(Kind.INT32, Kind.TIMESTAMP);
        String remedy = "ALTER TABLE `shop`.`t` FORCE";
        CapturedTables fraction = tables(withTime(time, "datetime(3) /* mariadb-5.3 */"));
        stops(remedy, () -> resolve(fraction, map));
        WireColumn young = wire("D", WireType.DATETIME2, 0, WireColumn.NO_COLLATION, null);
        CapturedTables altered = tables(withTime(young, "datetime"));
        stops(remedy, () -> resolve(altered, map));
        CapturedTables gone = tables(of(number("id")));
        stops(remedy, () -> resolve(gone, map));
    }

    private static TableDefinition withTime(WireColumn time, String columnType) {
        return new TableDefinition(
                TestTables.table("shop", "t", Table.Kind.TABLE, "InnoDB"),
                List.of(
                        TestTables.column(1, number("id"), "int", false),
                        TestTables.column(2, time, columnType, false)),
                List.of(primary("id")));
    }

    private static TableDefinition of(WireColumn... columns) {
        return TestTables.of(List.of(columns), primary("id"));
    }

    private CapturedTables tables(TableDefinition start, String... selected) {
        return new CapturedTables(
                List.of(captured(start, selected)),
                TYPES,
                table -> {
                    reads++;
                    return now;
                },
                Revisions.read(new MemoryState()),
                true);
    }

    private static Resolved resolve(CapturedTables tables, TableMapEvent map) {
        return Objects.requireNonNull(tables.resolve(map));
    }

    private static List<String> names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }

    private static List<Kind> kinds(TableSchema schema) {
        return schema.columns().stream().map(column -> column.type().kind()).toList();
    }

    private static List<String> key(TableSchema schema) {
        return IntStream.range(0, schema.keyColumnCount())
                .mapToObj(part -> schema.column(schema.keyColumn(part)).name())
                .toList();
    }

    private static void stops(String message, ThrowingCallable resolving) {
        assertThatThrownBy(resolving)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining(message);
    }
}
