package dev.leat.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SelectionFingerprintTest {
    private static final Set<Operation> ALL =
            EnumSet.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);

    @Test
    void isTheSameForEveryOrderAndPlace() {
        TableSelection one = new TableSelection(
                List.of(table("public", "orders", "id", "note"), table("public", "customers")), List.of(), ALL);
        TableSelection other = new TableSelection(
                List.of(
                        new TablePattern("public", "customers", false, false, List.of(), "elsewhere.yaml:7:9"),
                        table("public", "orders", "note", "id")),
                List.of(),
                ALL);

        assertThat(SelectionFingerprint.of(one)).isEqualTo(SelectionFingerprint.of(other));
    }

    // stored with marks: a release that changes it voids every mark inside a transaction
    @Test
    void staysWhatItIs() {
        assertThat(SelectionFingerprint.of(new TableSelection(List.of(), List.of(), ALL)))
                .isEqualTo(0xefad2cdaa726bbe5L);
    }

    @Test
    void differsWhereverTheSelectionDiffers() {
        List<TableSelection> selections = List.of(
                new TableSelection(List.of(), List.of(), ALL),
                new TableSelection(List.of(), List.of(), EnumSet.of(Operation.INSERT)),
                new TableSelection(List.of(table("a", "b")), List.of(), ALL),
                new TableSelection(List.of(), List.of(table("a", "b")), ALL),
                new TableSelection(List.of(table("a", "b", "c")), List.of(), ALL),
                new TableSelection(List.of(table("a", "b", "c", "d")), List.of(), ALL),
                new TableSelection(List.of(table("a", "b", "c:1:d")), List.of(), ALL),
                new TableSelection(List.of(table("ab", "")), List.of(), ALL),
                new TableSelection(List.of(table("a", "b"), table("c", "d")), List.of(), ALL),
                new TableSelection(List.of(table("a", "b")), List.of(table("c", "d")), ALL),
                new TableSelection(List.of(new TablePattern("a", "*", false, true, List.of(), "x")), List.of(), ALL),
                new TableSelection(List.of(new TablePattern("a", "*", false, false, List.of(), "x")), List.of(), ALL));

        List<Long> fingerprints = new ArrayList<>();
        selections.forEach(selection -> fingerprints.add(SelectionFingerprint.of(selection)));

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    private static TablePattern table(String schema, String name, String... columns) {
        return new TablePattern(schema, name, false, false, List.of(columns), "shop.yaml:1:1");
    }
}
