package dev.leat.capture.mysql.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.TableIndex;
import dev.leat.capture.mysql.fence.CatalogReader.Look;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

// M16
final class FencedCatalogTest {
    private static final TableId ITEMS = new TableId("shop", "items");
    private static final TableId ORDERS = new TableId("shop", "orders");

    /** The statements of the log, by the place behind them. */
    private final TreeMap<Long, String> log = new TreeMap<>();

    private final List<String> asked = new ArrayList<>();
    private List<TableDefinition> catalog = List.of(table(ITEMS, "id", "name"), table(ORDERS, "id"));
    private long end = 1000;

    private final FencedCatalog fenced = new FencedCatalog(
            Set.of(ITEMS, ORDERS),
            tables -> {
                asked.add("catalog at " + end);
                return new Look(
                        catalog.stream()
                                .filter(found -> tables.contains(found.table().id()))
                                .toList(),
                        at(end));
            },
            new FencedLog() {
                @Override
                public List<Fence> read(Place from, Place to) {
                    asked.add("log " + from.offset() + " to " + to.offset());
                    return log.subMap(from.offset(), false, to.offset(), true).entrySet().stream()
                            .flatMap(statement -> Fence.of(at(statement.getKey()), statement.getValue()).stream())
                            .toList();
                }

                @Override
                public void close() {
                    asked.add("closed");
                }
            });

    @Test
    void namesTheColumnsWhereNothingWasAltered() {
        log.put(500L, "CREATE TABLE other (id INT)");

        TableMapEvent named = fenced.named(map(ITEMS, 2), at(100), at(100));

        assertThat(names(named)).containsExactly("id", "name");
        assertThat(named.hasNames()).isTrue();
        assertThat(named.key()).containsExactly(0);
    }

    @Test
    void looksOnceForAllTables() {
        fenced.named(map(ITEMS, 2), at(100), at(100));
        fenced.named(map(ORDERS, 1), at(200), at(200));
        fenced.named(map(ITEMS, 2), at(5000), at(5000));

        assertThat(asked).containsExactly("catalog at 1000", "log 100 to 1000");
    }

    @Test
    void stopsAtRowsThatWereWrittenBeforeTheTableWasAltered() {
        log.put(500L, "ALTER TABLE items ADD name TEXT");

        assertThatThrownBy(() -> fenced.named(map(ITEMS, 2), at(100), at(100)))
                .isInstanceOfSatisfying(
                        CdcException.class, gap -> assertThat(gap.kind()).isEqualTo(ErrorKind.GAP))
                .hasMessageContaining("log.1:500")
                .hasMessageContaining("log.1:100")
                .hasMessageContaining("shop.items")
                .hasMessageContaining("binlog_row_metadata = FULL")
                .hasMessageContaining("leat reseed FILE");
        assertThat(names(fenced.named(map(ORDERS, 1), at(100), at(100)))).containsExactly("id");
    }

    @Test
    void knowsThoseThatWereWrittenSince() {
        log.put(50L, "ALTER TABLE items ADD x INT");
        log.put(100L, "ALTER TABLE items ADD name TEXT");

        assertThat(names(fenced.named(map(ITEMS, 2), at(100), at(100)))).containsExactly("id", "name");
    }

    @Test
    void asksAgainBehindAStatementThatMayHaveAlteredTheTable() {
        fenced.named(map(ITEMS, 2), at(100), at(100));
        log.put(1500L, "ALTER TABLE items DROP name");
        catalog = List.of(table(ITEMS, "id"), table(ORDERS, "id"));
        end = 2000;
        fenced.passed("CREATE TABLE other (id INT)", at(1400));
        fenced.passed("ALTER TABLE items DROP name", at(1500));

        assertThat(names(fenced.named(map(ITEMS, 1), at(1500), at(1500)))).containsExactly("id");
        assertThat(names(fenced.named(map(ORDERS, 1), at(1500), at(1500)))).containsExactly("id");
        assertThat(asked).containsExactly("catalog at 1000", "log 100 to 1000", "catalog at 2000", "log 1500 to 2000");
    }

    /** Altered twice: what it was between is not known any more. */
    @Test
    void stopsWhereTheCatalogIsAheadOfTheStream() {
        fenced.named(map(ITEMS, 2), at(100), at(100));
        log.put(1500L, "ALTER TABLE items DROP name");
        log.put(1700L, "ALTER TABLE items ADD age INT");
        end = 2000;
        fenced.passed("ALTER TABLE items DROP name", at(1500));

        assertThatThrownBy(() -> fenced.named(map(ITEMS, 1), at(1600), at(1600)))
                .hasMessageContaining("log.1:1700");
    }

    /** The statement and the rows that it makes are one transaction. */
    @Test
    void aStatementInsideTheTransactionIsPassedToo() {
        log.put(120L, "CREATE TABLE items AS SELECT");
        fenced.passed("CREATE TABLE items AS SELECT", at(120));

        assertThat(names(fenced.named(map(ITEMS, 2), at(100), at(100)))).containsExactly("id", "name");
    }

    /** Rows that were prepared there, and committed where the stream is. */
    @Test
    void looksAtTheLogBehindRowsThatAreDeliveredLater() {
        fenced.named(map(ITEMS, 2), at(500), at(500));

        assertThat(names(fenced.named(map(ITEMS, 2), at(100), at(600)))).containsExactly("id", "name");
        assertThat(names(fenced.named(map(ITEMS, 2), at(200), at(700)))).containsExactly("id", "name");
        assertThat(asked).containsExactly("catalog at 1000", "log 500 to 1000", "log 100 to 500");
    }

    @Test
    void stopsAtRowsThatWerePreparedBeforeTheTableWasAltered() {
        log.put(300L, "ALTER TABLE items ADD name TEXT");
        fenced.passed("ALTER TABLE items ADD name TEXT", at(300));
        fenced.named(map(ITEMS, 2), at(500), at(500));

        assertThatThrownBy(() -> fenced.named(map(ITEMS, 2), at(100), at(600)))
                .isInstanceOfSatisfying(
                        CdcException.class, gap -> assertThat(gap.kind()).isEqualTo(ErrorKind.GAP))
                .hasMessageContaining("log.1:300")
                .hasMessageContaining("log.1:100");
        assertThat(names(fenced.named(map(ITEMS, 2), at(400), at(600)))).containsExactly("id", "name");
    }

    /** A column that the catalog hides would be missing after every reseed, too. */
    @Test
    void stopsAtRowsOfAnotherShape() {
        assertThatThrownBy(() -> fenced.named(map(ITEMS, 3), at(100), at(100)))
                .isInstanceOfSatisfying(
                        CdcException.class, other -> assertThat(other.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining("other columns than the catalog");
        assertThatThrownBy(() -> fenced.named(map(ITEMS, 1), at(100), at(100)))
                .hasMessageContaining("other columns than the catalog");
    }

    @Test
    void stopsAtRowsOfATableThatIsGone() {
        catalog = List.of();

        assertThatThrownBy(() -> fenced.named(map(ITEMS, 1), at(100), at(100)))
                .hasMessageContaining("shop.items does not exist any more");
    }

    @Test
    void closesTheLog() {
        fenced.close();

        assertThat(asked).containsExactly("closed");
    }

    private static Place at(long offset) {
        return new Place("log.1", offset);
    }

    private static List<String> names(TableMapEvent map) {
        return map.columns().stream().map(WireColumn::name).toList();
    }

    private static TableMapEvent map(TableId table, int columns) {
        return new TableMapEvent(
                1, table, Stream.generate(() -> number("")).limit(columns).toList(), false, List.of(), List.of());
    }

    private static TableDefinition table(TableId table, String... columns) {
        List<TableColumn> made = new ArrayList<>();
        for (String column : columns) {
            made.add(new TableColumn(
                    made.size() + 1,
                    column,
                    "int",
                    "int",
                    false,
                    TableColumn.Generated.NO,
                    true,
                    false,
                    false,
                    true,
                    number(column)));
        }
        return new TableDefinition(
                new Table(table, Table.Kind.TABLE, "InnoDB", true, 0),
                made,
                List.of(new TableIndex("PRIMARY", List.of("id"), false, false)));
    }

    private static WireColumn number(String name) {
        return new WireColumn(name, WireType.LONG, 0, false, false, WireColumn.NO_COLLATION, null, true, null);
    }
}
