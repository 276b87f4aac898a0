package dev.leat.capture.mysql.selection;

import static dev.leat.capture.mysql.selection.TestTables.definition;
import static dev.leat.capture.mysql.selection.TestTables.primary;
import static dev.leat.capture.mysql.selection.TestTables.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.capture.mysql.catalog.TableIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyChoiceTest {
    private static final List<String> COLUMNS = List.of("a", "b", "C");

    @Test
    void isThePrimaryKeyInTheOrderOfItsDefinition() {
        KeyChoice key = KeyChoice.of(definition(COLUMNS, primary("b", "a"), unique("u", "a")));

        assertThat(key.columns()).containsExactly("b", "a");
        assertThat(key.kind()).isEqualTo(KeyChoice.Kind.PRIMARY);
    }

    @Test
    void isElseTheShortestUniqueIndexWithoutNulls() {
        KeyChoice key = KeyChoice.of(
                definition(COLUMNS, unique("u1", "C"), unique("u2", "b", "a"), unique("u4", "b"), unique("u3", "a")));

        assertThat(key.columns()).containsExactly("a");
        assertThat(key.kind()).isEqualTo(KeyChoice.Kind.UNIQUE);
    }

    /** Rows that differ in the beginning of a column differ in the column. */
    @Test
    void takesTheWholeColumnOfWhichAnIndexHasTheBeginning() {
        KeyChoice key = KeyChoice.of(definition(COLUMNS, new TableIndex("PRIMARY", List.of("a", "b"), true, false)));

        assertThat(key.columns()).containsExactly("a", "b");
        assertThat(key.isUnique()).isTrue();
    }

    @Test
    void isElseAllColumns() {
        TableIndex expression = new TableIndex("u", List.of("a"), false, true);

        KeyChoice key = KeyChoice.of(definition(COLUMNS, expression, unique("v", "b", "C")));

        assertThat(key.columns()).containsExactly("a", "b", "C");
        assertThat(key.isUnique()).isFalse();
    }
}
