package dev.leat.core.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SchemaChange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowShapeTest {
    private static final Column ID = column("id", Kind.INT32, 1, true);
    private static final Column NAME = column("name", Kind.TEXT, 2, false);

    private final RowShape before = RowShape.of(1, schema(ID, NAME));

    @Test
    void columnsThatAreTheSameAreNoChange() {
        assertThat(change(before, 1, schema(ID, NAME))).isEmpty();
        assertThat(change(before, 1, schema(NAME, ID))).as("in another order").isEmpty();
    }

    @Test
    void aLabelThatWasAddedChangesNoValue() {
        Column grade = new Column("grade", new ColumnType.Enumeration(List.of("a")), true, RowShapeTest::nothing);
        Column more = new Column("grade", new ColumnType.Enumeration(List.of("a", "b")), true, RowShapeTest::nothing);

        assertThat(change(RowShape.of(1, schema(ID, grade)), 1, schema(ID, more)))
                .isEmpty();
    }

    @Test
    void aLabelThatWasRenamedAltersTheValues() {
        Column grade = new Column("grade", new ColumnType.Enumeration(List.of("a", "b")), true, RowShapeTest::nothing);
        Column renamed =
                new Column("grade", new ColumnType.Enumeration(List.of("a", "c")), true, RowShapeTest::nothing);

        SchemaChange change = change(RowShape.of(1, schema(ID, grade)), 1, schema(ID, renamed))
                .orElseThrow();

        assertThat(change.altered()).containsExactly("grade");
    }

    @Test
    void aColumnThatIsNullInOldRowsChangesNoneOfThem() {
        SchemaChange change = changeTo(ID, NAME, column("note", Kind.TEXT, 3, false));

        assertThat(change.added()).containsExactly("note");
        assertThat(change.changesValues()).isFalse();
        assertThat(change.describe()).isEqualTo("new note");
    }

    /** The file selects other columns than before. */
    @Test
    void aColumnThatIsNewToTheSelectionMayHaveBeenThereBefore() {
        SchemaChange change = change(before, 2, schema(ID, NAME, column("note", Kind.TEXT, 3, false)))
                .orElseThrow();

        assertThat(change.filled()).containsExactly("note");
        assertThat(change(before, 2, schema(ID, NAME))).as("the same columns").isEmpty();
    }

    @Test
    void aColumnWithADefaultChangesOldRows() {
        SchemaChange change = changeTo(ID, NAME, column("stock", Kind.INT32, 3, true));

        assertThat(change.filled()).containsExactly("stock");
        assertThat(change.changesValues()).isTrue();
    }

    @Test
    void aColumnThatIsGoneIsRemoved() {
        SchemaChange change = changeTo(ID);

        assertThat(change.removed()).containsExactly("name");
        assertThat(change.changesValues()).isFalse();
    }

    @Test
    void anotherTypeAltersTheValues() {
        assertThat(changeTo(ID, column("name", Kind.JSON, 2, false)).altered()).containsExactly("name");
        assertThat(changeTo(column("id", Kind.INT64, 1, true), NAME).altered())
                .as("the values may be others too")
                .containsExactly("id");
    }

    /** The values move to the new name, whatever the column's default is. */
    @Test
    void anotherNameIsAColumnThatIsGoneAndOneWithValues() {
        SchemaChange change = changeTo(ID, column("title", Kind.TEXT, 2, false));

        assertThat(change.filled()).containsExactly("title");
        assertThat(change.removed()).containsExactly("name");
    }

    /** G13: the values of the one are gone, although name and type are the same. */
    @Test
    void aColumnThatWasDroppedAndAddedAgainIsAltered() {
        assertThat(changeTo(ID, column("name", Kind.TEXT, 3, false)).altered()).containsExactly("name");
        assertThat(change(before, 1, schema(ID, column("name", Kind.TEXT, 0, false))))
                .as("a source that gives no identity")
                .isEmpty();
    }

    // P10: the values are others, which nothing in the columns tells
    @Test
    void rowsThatWereRewrittenAreRewrittenOnce() {
        TableSchema rewritten = schema(ID, NAME).at(new Revision(1, 0));

        SchemaChange change = change(before, 1, rewritten).orElseThrow();

        assertThat(change.changesValues()).isTrue();
        assertThat(change.changesColumns()).isFalse();
        assertThat(change.removesRows()).isFalse();
        assertThat(change.describe()).isEqualTo("rows came or got other values without being sent");
        assertThat(change(RowShape.of(1, rewritten), 1, rewritten)).isEmpty();
    }

    // P3: rows of before may still be on their way where rows bring the new revision
    @Test
    void rowsThatWentAreGoneOnlyWhenThatIsAnnounced() {
        RowShape now = RowShape.of(1, schema(ID, NAME).at(new Revision(0, 1)));

        assertThat(before.changeTo(now, schema(ID, NAME)).orElseThrow().removesRows())
                .isTrue();
        assertThat(now.asFarAsSent(before, true)).isEqualTo(before);
    }

    // P3: what was rewritten has another key, and so has a column that was dropped and added again
    @Test
    void rowsWithoutAKeyAreRewrittenOnlyWhenThatIsAnnounced() {
        RowShape now =
                RowShape.of(1, schema(ID, column("name", Kind.TEXT, 3, true)).at(new Revision(1, 0)));
        RowShape wider = RowShape.of(1, schema(ID, NAME, column("note", Kind.TEXT, 3, false)));

        assertThat(now.asFarAsSent(before, false)).isEqualTo(before);
        assertThat(now.asFarAsSent(before, true)).isEqualTo(now);
        assertThat(wider.asFarAsSent(before, false)).isEqualTo(wider);
    }

    private static Optional<SchemaChange> change(RowShape before, long selection, TableSchema now) {
        return before.changeTo(RowShape.of(selection, now), now);
    }

    private SchemaChange changeTo(Column... columns) {
        return change(before, 1, schema(columns)).orElseThrow();
    }

    private static TableSchema schema(Column... columns) {
        return new TableSchema(new TableId("public", "t"), List.of(columns), new int[] {0}, true);
    }

    private static Column column(String name, Kind kind, int id, boolean mayBeFilled) {
        return new Column(name, ColumnType.of(kind), true, RowShapeTest::nothing, id, mayBeFilled);
    }

    private static void nothing(byte[] bytes, int offset, int length, ValueWriter out) {
        out.nullValue();
    }
}
