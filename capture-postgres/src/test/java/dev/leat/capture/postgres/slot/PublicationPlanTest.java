package dev.leat.capture.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Publication;
import dev.leat.capture.postgres.catalog.Publication.Member;
import dev.leat.capture.postgres.slot.WantedPublication.WantedTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublicationPlanTest {
    private static final Set<String> ALL = Set.of("insert", "update", "delete", "truncate");
    private static final WantedTable ITEMS = table("items", false, false);
    private static final WantedTable EVENTS = table("events", true, false);

    @Test
    void createsWhatIsMissing() {
        assertThat(PublicationPlan.commands(ours(ALL, ITEMS, EVENTS), Optional.empty()))
                .containsExactly(
                        "CREATE PUBLICATION \"leat_shop\" FOR TABLE ONLY \"public\".\"items\", \"public\".\"events\""
                                + " WITH (publish = 'delete, insert, truncate, update', publish_via_partition_root ="
                                + " true)");
    }

    @Test
    void asksForGeneratedColumnsWhereTheServerKnowsThem() {
        WantedPublication wanted = new WantedPublication("p", true, List.of(ITEMS), ALL, true);

        assertThat(PublicationPlan.commands(wanted, Optional.empty()).get(0))
                .endsWith("publish_via_partition_root = true, publish_generated_columns = stored)");
        assertThat(PublicationPlan.commands(wanted, Optional.of(found(ALL, true, member("items")))))
                .containsExactly("ALTER PUBLICATION \"p\" SET (publish = 'delete, insert, truncate, update',"
                        + " publish_via_partition_root = true, publish_generated_columns = stored)");
    }

    @Test
    void leavesAloneWhatIsAsWanted() {
        assertThat(commands(ours(ALL, ITEMS), found(ALL, true, member("items"))))
                .isEmpty();
    }

    @Test
    void addsATableToOneOfOurs() {
        assertThat(commands(ours(ALL, ITEMS, EVENTS), found(ALL, true, member("items"))))
                .containsExactly("ALTER PUBLICATION \"leat_shop\" ADD TABLE \"public\".\"events\"");
    }

    /** A table that lost its identity has to leave: otherwise the server rejects the application's UPDATE. */
    @Test
    void dropsATableThatIsNotSelectedAnyMoreFromOneOfOurs() {
        assertThat(commands(ours(ALL, ITEMS), found(ALL, true, member("items"), member("old"))))
                .containsExactly("ALTER PUBLICATION \"leat_shop\" DROP TABLE ONLY \"public\".\"old\"");
    }

    /** Operations narrow too, before a table without identity comes in. */
    @Test
    void takesOperationsAwayFromOneOfOursBeforeItAddsTables() {
        assertThat(commands(ours(Set.of("insert"), ITEMS, EVENTS), found(ALL, true, member("items"))))
                .containsExactly(
                        "ALTER PUBLICATION \"leat_shop\" SET (publish = 'insert', publish_via_partition_root = true)",
                        "ALTER PUBLICATION \"leat_shop\" ADD TABLE \"public\".\"events\"");
    }

    @Test
    void dropsTablesBeforeItWidensOperations() {
        assertThat(commands(ours(ALL, ITEMS), found(Set.of("insert"), true, member("items"), member("keyless"))))
                .containsExactly(
                        "ALTER PUBLICATION \"leat_shop\" DROP TABLE ONLY \"public\".\"keyless\"",
                        "ALTER PUBLICATION \"leat_shop\" SET (publish = 'delete, insert, truncate, update',"
                                + " publish_via_partition_root = true)");
    }

    @Test
    void mendsColumnListsAndRowFiltersOfOneOfOurs() {
        assertThat(commands(ours(ALL, ITEMS), found(ALL, true, member("items", "id > 7"))))
                .containsExactly(
                        "ALTER PUBLICATION \"leat_shop\" DROP TABLE ONLY \"public\".\"items\"",
                        "ALTER PUBLICATION \"leat_shop\" ADD TABLE ONLY \"public\".\"items\"");
        assertThat(commands(ours(ALL, ITEMS), found(ALL, true, member("items", null, "id"))))
                .hasSize(2);
        assertThat(commands(ours(ALL, ITEMS), found(ALL, true, member("items", null, "id", "name", "more"))))
                .isEmpty();
    }

    @Test
    void oneThatTheFileNamesMayPublishMore() {
        assertThat(commands(named(Set.of("insert"), ITEMS), found(ALL, false, member("items"), member("others"))))
                .isEmpty();
    }

    @Test
    void oneThatTheFileNamesNeedsOperationsAndTables() {
        assertThat(commands(named(ALL, ITEMS, EVENTS), found(Set.of("insert", "delete"), false, member("items"))))
                .containsExactly(
                        "ALTER PUBLICATION \"mine\" SET (publish = 'delete, insert, truncate, update',"
                                + " publish_via_partition_root = true)",
                        "ALTER PUBLICATION \"mine\" ADD TABLE \"public\".\"events\"");
    }

    /** Without partitioned tables the root does not matter. */
    @Test
    void oneThatTheFileNamesGoesByTheRootOnlyForPartitionedTables() {
        assertThat(commands(named(ALL, ITEMS), found(ALL, false, member("items"))))
                .isEmpty();
        assertThat(commands(named(ALL, EVENTS), found(ALL, false, member("events"))))
                .containsExactly("ALTER PUBLICATION \"mine\" SET (publish_via_partition_root = true)");
    }

    @Test
    void knowsTablesThatCameInBySchemaOrWithAll() {
        Publication all =
                new Publication("mine", true, true, List.of(), List.of(), true, true, true, true, true, false);
        Publication schema =
                new Publication("mine", true, false, List.of("public"), List.of(), true, true, true, true, true, false);

        assertThat(commands(named(ALL, ITEMS), all)).isEmpty();
        assertThat(commands(named(ALL, ITEMS), schema)).isEmpty();
        assertThat(commands(ours(ALL, ITEMS), all)).isEmpty();
    }

    @Test
    void generatedColumnsCountOnlyWhereTheyAreSelected() {
        WantedTable generated = table("items", false, true);
        WantedPublication wanted = new WantedPublication("mine", false, List.of(generated), ALL, true);

        assertThat(commands(wanted, found(ALL, true, member("items"))))
                .containsExactly("ALTER PUBLICATION \"mine\" SET (publish_generated_columns = stored)");
        assertThat(commands(wanted, found(ALL, true, member("items", null, "id", "name"))))
                .isEmpty();
        assertThat(commands(
                        new WantedPublication("mine", false, List.of(ITEMS), ALL, true),
                        found(ALL, true, member("items"))))
                .isEmpty();
    }

    @Test
    void carriesWhatIsWantedBesideOtherTables() {
        assertThat(PublicationPlan.carries(ours(ALL, ITEMS), found(ALL, true, member("items"), member("others"))))
                .isTrue();
        assertThat(PublicationPlan.carries(ours(ALL, ITEMS), found(Set.of("insert"), true, member("items"))))
                .isFalse();
        assertThat(PublicationPlan.carries(ours(ALL, ITEMS), found(ALL, true))).isFalse();
    }

    /** D5 */
    @Test
    void namesStayNames() {
        WantedTable evil = new WantedTable(new TableId("s\"; --", "t\"x"), 1, false, List.of("id"), false);

        assertThat(PublicationPlan.commands(
                        new WantedPublication("p\"q", true, List.of(evil), Set.of("insert"), false), Optional.empty()))
                .containsExactly("CREATE PUBLICATION \"p\"\"q\" FOR TABLE ONLY \"s\"\"; --\".\"t\"\"x\" WITH (publish ="
                        + " 'insert', publish_via_partition_root = true)");
    }

    private static List<String> commands(WantedPublication wanted, Publication found) {
        return PublicationPlan.commands(wanted, Optional.of(found));
    }

    private static WantedPublication ours(Set<String> operations, WantedTable... tables) {
        return new WantedPublication("leat_shop", true, List.of(tables), operations, false);
    }

    private static WantedPublication named(Set<String> operations, WantedTable... tables) {
        return new WantedPublication("mine", false, List.of(tables), operations, false);
    }

    private static WantedTable table(String name, boolean isPartitioned, boolean needsGenerated) {
        return new WantedTable(new TableId("public", name), 1, isPartitioned, List.of("id", "name"), needsGenerated);
    }

    private static Publication found(Set<String> operations, boolean isViaRoot, Member... members) {
        return new Publication(
                "found",
                true,
                false,
                List.of(),
                Arrays.asList(members),
                operations.contains("insert"),
                operations.contains("update"),
                operations.contains("delete"),
                operations.contains("truncate"),
                isViaRoot,
                false);
    }

    private static Member member(String table) {
        return member(table, null);
    }

    private static Member member(String table, @Nullable String filter, String... columns) {
        return new Member(new TableId("public", table), List.of(columns), filter);
    }
}
