package dev.leat.capture.postgres.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table.Kind;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G9 */
class IdentityCheckTest {
    private static final TableId EVENTS = new TableId("public", "events");

    @Test
    void acceptsATableWithAKey() {
        assertThat(IdentityCheck.problem(TestTables.withKey("t").definition(), List.of()))
                .isEmpty();
    }

    @Test
    void namesTheTableAndThreeRemedies() {
        TestTables table = TestTables.named("public", "t")
                .column("a", TestTables.INT4, true)
                .column("b", TestTables.INT4, false)
                .unique("t_b_key", "b")
                .unique("t_a_key", "a");

        Finding problem = problem(table);

        assertThat(problem.code()).isEqualTo("replica-identity");
        assertThat(problem.object()).isEqualTo("public.t");
        assertThat(problem.message())
                .isEqualTo("public.t has no usable replica identity (DEFAULT, without a primary key): the server would"
                        + " reject UPDATE and DELETE on it once it is published");
        assertThat(problem.remedy()).isEqualTo("""
                        choose one of:
                            ALTER TABLE "public"."t" REPLICA IDENTITY USING INDEX "t_a_key";
                            ALTER TABLE "public"."t" REPLICA IDENTITY FULL;
                            tables: {exclude: [public.t]}""");
    }

    @Test
    void inventsNoIndex() {
        assertThat(problem(TestTables.named("public", "t").column("a", TestTables.INT4, true))
                        .remedy())
                .contains("USING INDEX <a unique index over columns that are NOT NULL>;");
    }

    @Test
    void saysWhyAnIdentityIsOfNoUse() {
        assertThat(problem(TestTables.withKey("t").identity(ReplicaIdentity.NOTHING))
                        .message())
                .contains("(NOTHING)");
        assertThat(problem(TestTables.withKey("t").identity(ReplicaIdentity.INDEX))
                        .message())
                .contains("(an index that is gone)");
        assertThat(problem(TestTables.named("public", "t")
                                .column("id", TestTables.INT4, true)
                                .deferrablePrimaryKey("id"))
                        .message())
                .contains("(DEFAULT, with a deferrable primary key)");
    }

    @Test
    void quotesNamesAsTheFileWantsThem() {
        assertThat(problem(TestTables.named("My.Schema", "it's \"odd\"")).remedy())
                .contains("ALTER TABLE \"My.Schema\".\"it's \"\"odd\"\"\" REPLICA IDENTITY FULL;")
                .endsWith("tables: {exclude: ['\"My.Schema\".\"it''s \"\"odd\"\"\"']}");
    }

    @Test
    void acceptsPartitionsThatIdentifyRowsAsTheirRootDoes() {
        assertThat(IdentityCheck.problem(root().definition(), partitions(partition("p1"), partition("p2"))))
                .isEmpty();
        assertThat(IdentityCheck.problem(
                        root().definition(), partitions(partition("p1").identity(ReplicaIdentity.FULL))))
                .isEmpty();
    }

    @Test
    void refusesAPartitionWithoutAnIdentity() {
        Finding problem = IdentityCheck.problem(
                        root().definition(),
                        partitions(partition("p1"), partition("p2").identity(ReplicaIdentity.NOTHING)))
                .orElseThrow();

        assertThat(problem.object()).isEqualTo("public.p2");
        assertThat(problem.message())
                .contains("partition public.p2 of public.events has another replica identity (NOTHING)");
        assertThat(problem.remedy())
                .contains("ALTER TABLE \"public\".\"p2\" REPLICA IDENTITY FULL;")
                .contains("exclude: [public.events]");
    }

    /** The server sends the root's FULL with what the partition logs: columns that are not in its key read as null. */
    @Test
    void refusesAFullRootWhosePartitionsLogTheirKeyOnly() {
        assertThat(IdentityCheck.problem(
                                root().identity(ReplicaIdentity.FULL).definition(), partitions(partition("p1")))
                        .orElseThrow()
                        .message())
                .contains("DEFAULT, by its primary key")
                .contains("(FULL)");
        assertThat(IdentityCheck.problem(
                        root().identity(ReplicaIdentity.FULL).definition(),
                        partitions(partition("p1").identity(ReplicaIdentity.FULL))))
                .isEmpty();
    }

    @Test
    void refusesAPartitionThatIdentifiesRowsByOtherColumns() {
        TestTables other = TestTables.named("public", "p1")
                .partitionOf(EVENTS)
                .column("id", TestTables.INT4, true)
                .column("name", TestTables.TEXT, true)
                .primaryKey("id")
                .identityIndex("p1_name_key", "name");

        assertThat(IdentityCheck.problem(root().definition(), partitions(other)))
                .isPresent();
    }

    private static TestTables root() {
        return TestTables.withKey("events").kind(Kind.PARTITIONED);
    }

    private static TestTables partition(String name) {
        return TestTables.withKey(name).partitionOf(EVENTS);
    }

    private static List<TableDefinition> partitions(TestTables... tables) {
        return Arrays.stream(tables).map(TestTables::definition).toList();
    }

    private static Finding problem(TestTables table) {
        return IdentityCheck.problem(table.definition(), List.of()).orElseThrow();
    }
}
