package dev.leat.capture.postgres.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.catalog.Table.Kind;
import dev.leat.capture.postgres.catalog.Table.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableSelectorTest {
    private static final TableId ROOT = new TableId("public", "events");

    private final List<Table> tables = new ArrayList<>();

    @Test
    void anEmptySelectionIsEveryTableOfTheDefaultSchema() {
        have(table("public", "a"), table("public", "b"), table("sales", "c"));

        assertThat(selected(List.of(), List.of())).containsExactly("public.a", "public.b");
    }

    @Test
    void starsMatchWithinOnePart() {
        have(table("public", "a"), table("sales", "orders"), table("sales", "old_orders"), table("sales2", "orders"));

        assertThat(selected(List.of(pattern("sales", "*orders")), List.of()))
                .containsExactly("sales.orders", "sales.old_orders");
        assertThat(selected(List.of(pattern("*", "orders")), List.of()))
                .containsExactly("sales.orders", "sales2.orders");
    }

    @Test
    void exactNamesHaveNoWildcards() {
        have(table("public", "a*b"), table("public", "axb"), table("public", "a.\"b"));

        assertThat(selected(List.of(name("public", "a*b"), name("public", "a.\"b")), List.of()))
                .containsExactly("public.a*b", "public.a.\"b");
    }

    @Test
    void excludeWins() {
        have(table("public", "a"), table("public", "b"), table("public", "c"));

        assertThat(selected(List.of(pattern("public", "*"), name("public", "b")), List.of(name("public", "b"))))
                .containsExactly("public.a", "public.c");
    }

    @Test
    void anExactNameSaysWhichColumnsAPatternDoesNot() {
        have(table("public", "a"), table("public", "b"));
        TablePattern columns = new TablePattern("public", "b", false, false, List.of("id"), "");

        assertThat(columns(List.of(columns, pattern("public", "*")), 0)).isEmpty();
        assertThat(columns(List.of(columns, pattern("public", "*")), 1)).containsExactly("id");
        assertThat(columns(List.of(pattern("public", "*"), columns), 1)).containsExactly("id");
    }

    private List<String> columns(List<TablePattern> include, int table) {
        return Objects.requireNonNull(selector(include, List.of()).selected().get(tables.get(table)))
                .columns();
    }

    @Test
    void patternsSkipWhatIsNoTableOfTheUsersOwn() {
        have(
                table("public", "a"),
                table("public", "view").kind(Kind.VIEW),
                table("public", "matview").kind(Kind.MATERIALIZED_VIEW),
                table("public", "foreign").kind(Kind.FOREIGN),
                table("public", "unlogged").persistence(Persistence.UNLOGGED),
                table("public", "temp").persistence(Persistence.TEMPORARY),
                table("public", "events").kind(Kind.PARTITIONED),
                table("public", "events_1").partitionOf(ROOT),
                table("public", "spatial_ref_sys").ofExtension("postgis"));

        assertThat(selected(List.of(pattern("public", "*")), List.of())).containsExactly("public.a", "public.events");
    }

    @Test
    void namingWhatCarriesNoRowsIsAnError() {
        have(
                table("public", "view").kind(Kind.VIEW),
                table("public", "matview").kind(Kind.MATERIALIZED_VIEW),
                table("public", "foreign").kind(Kind.FOREIGN),
                table("public", "unlogged").persistence(Persistence.UNLOGGED),
                table("public", "events_1").partitionOf(ROOT));
        List<TablePattern> all =
                tables.stream().map(table -> name("public", table.id().name())).toList();

        assertThat(problems(all, List.of()))
                .extracting(problem -> problem.code() + " " + problem.message() + "; " + problem.remedy())
                .containsExactly(
                        "not-a-table public.view is a view, of which the log carries no rows; take it out of `tables`",
                        "not-a-table public.matview is a materialized view, of which the log carries no rows; take it"
                                + " out of `tables`",
                        "not-a-table public.foreign is a foreign table, of which the log carries no rows; take it out of"
                                + " `tables`",
                        "not-a-table public.unlogged is unlogged, of which the log carries no rows; take it out of"
                                + " `tables`",
                        "partition public.events_1 is a partition; include its root public.events");
    }

    @Test
    void aTableOfAnExtensionIsCapturedByItsName() {
        have(table("public", "spatial_ref_sys").ofExtension("postgis"));

        assertThat(selected(List.of(name("public", "spatial_ref_sys")), List.of()))
                .containsExactly("public.spatial_ref_sys");
    }

    @Test
    void whatMatchesNothingIsAnErrorWithItsPlace() {
        have(table("public", "Users"));
        TablePattern placed = new TablePattern("public", "users", false, false, List.of(), "shop.yaml:7:5");

        assertThat(problems(List.of(placed, pattern("sales", "*")), List.of(name("public", "typo"))))
                .extracting(problem -> problem.code() + " " + problem.message() + "; " + problem.remedy())
                .containsExactly(
                        "table-not-found shop.yaml:7:5: table public.users does not exist; did you mean public.Users?",
                        "pattern-without-match pattern sales.* matches no table; correct it or take it out of `tables`",
                        "table-not-found table public.typo does not exist; correct the name, which is case-sensitive, or"
                                + " take it out of `tables`");
    }

    @Test
    void aPatternThatOnlyMatchesWhatIsSkippedIsAnError() {
        have(table("public", "a"), table("reports", "daily").kind(Kind.VIEW));

        assertThat(problems(List.of(pattern("public", "*"), pattern("reports", "*")), List.of()))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("pattern-without-match");
                    assertThat(problem.message()).contains("only reports.daily").contains("patterns skip");
                });
    }

    @Test
    void excludingEverythingIsAnError() {
        have(table("public", "a"));

        assertThat(problems(List.of(name("public", "a")), List.of(pattern("public", "*"))))
                .extracting(Finding::code)
                .containsExactly("no-table");
    }

    @Test
    void anEmptyDatabaseIsAnError() {
        assertThat(problems(List.of(), List.of()))
                .extracting(Finding::message)
                .containsExactly("tables: pattern public.* matches no table");
    }

    private void have(TestTables... wanted) {
        for (TestTables table : wanted) {
            tables.add(table.table());
        }
    }

    private static TestTables table(String schema, String name) {
        return TestTables.named(schema, name);
    }

    private List<String> selected(List<TablePattern> include, List<TablePattern> exclude) {
        TableSelector selector = selector(include, exclude);
        assertThat(selector.problems()).isEmpty();
        return selector.selected().keySet().stream()
                .map(table -> table.id().toString())
                .toList();
    }

    private List<Finding> problems(List<TablePattern> include, List<TablePattern> exclude) {
        return selector(include, exclude).problems();
    }

    private TableSelector selector(List<TablePattern> include, List<TablePattern> exclude) {
        return new TableSelector(new TableSelection(include, exclude, Set.of(Operation.INSERT)), tables);
    }

    private static TablePattern name(String schema, String name) {
        return new TablePattern(schema, name, false, false, List.of(), "");
    }

    private static TablePattern pattern(String schema, String name) {
        return new TablePattern(schema, name, schema.contains("*"), name.contains("*"), List.of(), "");
    }
}
