package dev.leat.capture.postgres.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyChoiceTest {
    private static final TableId TABLE = new TableId("public", "t");
    private static final List<String> COLUMNS = List.of("a", "b", "c");
    private static final UniqueIndex PRIMARY = index("t_pkey", true, false, true, "b", "a");
    private static final UniqueIndex DEFERRABLE = index("t_pkey", true, false, false, "a");
    private static final UniqueIndex NAMED = index("t_c_key", false, true, true, "c");
    private static final UniqueIndex UNUSED = index("t_c_key", false, false, true, "c");

    @Test
    void defaultIsThePrimaryKeyInTheOrderOfItsDefinition() {
        assertThat(choose(ReplicaIdentity.DEFAULT, UNUSED, PRIMARY))
                .isEqualTo(new KeyChoice.Key(List.of("b", "a"), true));
    }

    @Test
    void indexIsTheIndexThatWasNamed() {
        assertThat(choose(ReplicaIdentity.INDEX, PRIMARY, NAMED)).isEqualTo(new KeyChoice.Key(List.of("c"), true));
    }

    @Test
    void fullIsThePrimaryKeyIfThereIsOne() {
        assertThat(choose(ReplicaIdentity.FULL, NAMED, PRIMARY)).isEqualTo(new KeyChoice.Key(List.of("b", "a"), true));
    }

    @Test
    void fullWithoutAPrimaryKeyIsAllColumnsAndNotUnique() {
        assertThat(choose(ReplicaIdentity.FULL, UNUSED)).isEqualTo(new KeyChoice.Key(COLUMNS, false));
    }

    /** C4: with FULL the log has 1 -> 2, 2 -> 1 inside a transaction; as deletes and inserts a row would be lost. */
    @Test
    void aDeferrableKeyIsNoKey() {
        assertThat(choose(ReplicaIdentity.FULL, DEFERRABLE)).isEqualTo(new KeyChoice.Key(COLUMNS, false));
        assertThat(choose(ReplicaIdentity.DEFAULT, DEFERRABLE))
                .isInstanceOfSatisfying(
                        KeyChoice.NoIdentity.class,
                        none -> assertThat(none.reason()).isEqualTo("has a primary key that is deferrable"));
    }

    @Test
    void tablesWithoutAnIdentityAreRefused() {
        assertThat(reason(ReplicaIdentity.NOTHING, PRIMARY)).isEqualTo("has REPLICA IDENTITY NOTHING");
        assertThat(reason(ReplicaIdentity.DEFAULT, UNUSED)).isEqualTo("has no primary key");
        assertThat(reason(ReplicaIdentity.INDEX, PRIMARY)).isEqualTo("has a replica identity index that was dropped");
        UniqueIndex partial = new UniqueIndex("p", List.of("c"), false, true, true, true, true, true);
        assertThat(reason(ReplicaIdentity.INDEX, partial)).contains("p, which does not identify its rows");
    }

    @Test
    void thereAreThreeRemediesToPaste() {
        assertThat(remedies(TABLE, ReplicaIdentity.NOTHING, UNUSED))
                .containsExactly(
                        "ALTER TABLE \"public\".\"t\" REPLICA IDENTITY USING INDEX \"t_c_key\"",
                        "ALTER TABLE \"public\".\"t\" REPLICA IDENTITY FULL",
                        "exclude: [public.t]");
    }

    @Test
    void withAUsablePrimaryKeyTheFirstRemedyIsDefault() {
        assertThat(remedies(TABLE, ReplicaIdentity.NOTHING, PRIMARY).get(0)).endsWith("REPLICA IDENTITY DEFAULT");
    }

    @Test
    void withoutAUsableIndexTheRemedySaysWhatItMustBe() {
        assertThat(remedies(TABLE, ReplicaIdentity.DEFAULT).get(0)).contains("USING INDEX <a unique index");
    }

    @Test
    void oddNamesAreQuotedForSqlAndForTheFile() {
        TableId odd = new TableId("public", "a.b \"x\" it's");

        assertThat(remedies(odd, ReplicaIdentity.NOTHING))
                .contains(
                        "ALTER TABLE \"public\".\"a.b \"\"x\"\" it's\" REPLICA IDENTITY FULL",
                        "exclude: ['public.\"a.b \"\"x\"\" it''s\"']");
    }

    @Test
    void aKeyOfTheLogTakesTheOrderOfTheIndexWithItsColumns() {
        assertThat(KeyChoice.inOrderOfDefinition(List.of("a", "b"), List.of(UNUSED, PRIMARY)))
                .containsExactly("b", "a");
        assertThat(KeyChoice.inOrderOfDefinition(List.of("a", "c"), List.of(UNUSED, PRIMARY)))
                .containsExactly("a", "c");
    }

    private static KeyChoice choose(ReplicaIdentity identity, UniqueIndex... indexes) {
        return KeyChoice.of(TABLE, identity, List.of(indexes), COLUMNS);
    }

    private static String reason(ReplicaIdentity identity, UniqueIndex... indexes) {
        return ((KeyChoice.NoIdentity) choose(identity, indexes)).reason();
    }

    private static List<String> remedies(TableId table, ReplicaIdentity identity, UniqueIndex... indexes) {
        return ((KeyChoice.NoIdentity) KeyChoice.of(table, identity, List.of(indexes), COLUMNS)).remedies();
    }

    private static UniqueIndex index(
            String name, boolean primary, boolean identity, boolean immediate, String... columns) {
        return new UniqueIndex(name, List.of(columns), primary, identity, immediate, false, true, true);
    }
}
