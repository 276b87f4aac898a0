package dev.leat.capture.postgres.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.catalog.TableIndex;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyChoiceTest {
    private static final TableColumn A = column(1, "a");
    private static final TableColumn B = column(2, "b");
    private static final TableColumn C = column(4, "c");
    private static final TableIndex PRIMARY = index("t_pkey", 2, 1).primary().make();
    private static final TableIndex UNIQUE = index("t_c_key", 4).make();
    private static final TableIndex NAMED = index("t_c_key", 4).identity().make();

    @Test
    void defaultIsThePrimaryKeyInTheOrderOfItsDefinition() {
        assertThat(choose(ReplicaIdentity.DEFAULT, UNIQUE, PRIMARY)).contains(new KeyChoice(List.of(B, A), true));
    }

    @Test
    void indexIsTheIndexThatWasNamed() {
        assertThat(choose(ReplicaIdentity.INDEX, PRIMARY, NAMED)).contains(new KeyChoice(List.of(C), true));
    }

    @Test
    void fullIsThePrimaryKeyIfThereIsOne() {
        assertThat(choose(ReplicaIdentity.FULL, NAMED, PRIMARY)).contains(new KeyChoice(List.of(B, A), true));
    }

    @Test
    void fullWithoutAPrimaryKeyIsAllColumnsAndNotUnique() {
        assertThat(choose(ReplicaIdentity.FULL, UNIQUE)).contains(new KeyChoice(List.of(A, B, C), false));
    }

    /** C4: with FULL the log has 1 -> 2, 2 -> 1 inside a transaction; as deletes and inserts a row would be lost. */
    @Test
    void aDeferrableKeyIsNoKey() {
        TableIndex deferrable = index("t_pkey", 1).primary().deferrable().make();

        assertThat(choose(ReplicaIdentity.FULL, deferrable)).contains(new KeyChoice(List.of(A, B, C), false));
        assertThat(choose(ReplicaIdentity.DEFAULT, deferrable)).isEmpty();
        assertThat(choose(
                        ReplicaIdentity.INDEX,
                        index("i", 1).identity().deferrable().make()))
                .isEmpty();
    }

    @Test
    void tablesWithoutAnIdentityHaveNoKey() {
        assertThat(choose(ReplicaIdentity.NOTHING, PRIMARY, NAMED)).isEmpty();
        assertThat(choose(ReplicaIdentity.DEFAULT, UNIQUE)).isEmpty();
        assertThat(choose(ReplicaIdentity.INDEX, PRIMARY)).isEmpty();
    }

    @Test
    void anIndexThatDoesNotIdentifyRowsIsNoKey() {
        assertThat(choose(
                        ReplicaIdentity.INDEX,
                        index("i", 1).identity().partial().make()))
                .isEmpty();
        assertThat(choose(
                        ReplicaIdentity.INDEX,
                        index("i", 1).identity().invalid().make()))
                .isEmpty();
        assertThat(choose(ReplicaIdentity.INDEX, index("i", 0).identity().make()))
                .isEmpty();
    }

    @Test
    void whereOnlyInsertsAreLedAPrimaryKeyIsEnough() {
        assertThat(KeyChoice.forInserts(table(ReplicaIdentity.NOTHING, PRIMARY)))
                .isEqualTo(new KeyChoice(List.of(B, A), true));
        assertThat(KeyChoice.forInserts(table(ReplicaIdentity.DEFAULT, UNIQUE)))
                .isEqualTo(new KeyChoice(List.of(A, B, C), false));
    }

    private static Optional<KeyChoice> choose(ReplicaIdentity identity, TableIndex... indexes) {
        return KeyChoice.of(table(identity, indexes));
    }

    private static TableDefinition table(ReplicaIdentity identity, TableIndex... indexes) {
        Table table = new Table(
                16_384,
                new TableId("public", "t"),
                Table.Kind.TABLE,
                true,
                null,
                false,
                Table.Persistence.PERMANENT,
                identity,
                null,
                true,
                true,
                false,
                -1,
                0);
        return new TableDefinition(table, List.of(A, B, C), List.of(indexes));
    }

    private static TableColumn column(int number, String name) {
        return new TableColumn(number, name, 23, -1, true, TableColumn.Generated.NO);
    }

    private static IndexMaker index(String name, Integer... columns) {
        return new IndexMaker(name, List.of(columns));
    }

    private static final class IndexMaker {
        private final String name;
        private final List<Integer> columns;
        private boolean isPrimary;
        private boolean isDeferrable;
        private boolean isValid = true;
        private boolean isPartial;
        private boolean isIdentity;

        private IndexMaker(String name, List<Integer> columns) {
            this.name = name;
            this.columns = columns;
        }

        private IndexMaker primary() {
            isPrimary = true;
            return this;
        }

        private IndexMaker identity() {
            isIdentity = true;
            return this;
        }

        private IndexMaker deferrable() {
            isDeferrable = true;
            return this;
        }

        private IndexMaker partial() {
            isPartial = true;
            return this;
        }

        private IndexMaker invalid() {
            isValid = false;
            return this;
        }

        private TableIndex make() {
            return new TableIndex(16_390, name, columns, isPrimary, true, isDeferrable, isValid, isPartial, isIdentity);
        }
    }
}
