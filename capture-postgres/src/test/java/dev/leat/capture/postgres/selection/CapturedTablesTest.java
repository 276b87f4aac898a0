package dev.leat.capture.postgres.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.ColumnCatalog;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableColumn.Generated;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import dev.leat.capture.postgres.snapshot.SnapshotTable;
import dev.leat.capture.postgres.value.TypeResolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CapturedTablesTest {
    private static final TypeResolver TYPES = new TypeResolver(TestTables.NO_TYPES);

    private final TestTables items = TestTables.withKey("items");
    private final AlteredCatalog catalog = new AlteredCatalog();

    /** What the catalog says since the start. */
    private static final class AlteredCatalog implements ColumnCatalog {
        private final Map<Integer, List<TableColumn>> altered = new HashMap<>();
        private int typeVersion;
        private Revision revision = Revision.NONE;

        @Override
        public Map<Integer, List<TableColumn>> read(Collection<Integer> oids) {
            Map<Integer, List<TableColumn>> found = new HashMap<>(altered);
            found.keySet().retainAll(oids);
            return found;
        }

        @Override
        public Revision revision(int oid) {
            return revision;
        }

        @Override
        public int version() {
            return typeVersion;
        }
    }

    @Test
    void rowsOfOneShapeShareASchema() {
        CapturedTables tables = capture(items);
        TableSchema atStart = tables.all().get(0).schema();

        assertThat(resolve(tables, "*id:23", "name:25")).isSameAs(atStart);
        assertThat(tables.schema(atStart.table(), items.definition().columns())).isSameAs(atStart);
    }

    @Test
    void aNewColumnMakesANewSchema() {
        CapturedTables tables = capture(items);

        TableSchema wider = resolve(tables, "*id:23", "name:25", "note:25");

        assertThat(names(wider)).containsExactly("id", "name", "note");
        assertThat(wider.keyColumnCount()).isEqualTo(1);
        assertThat(resolve(tables, "*id:23", "name:25", "note:25")).isSameAs(wider);
    }

    /** The stream is behind the catalog: what is read has the catalog's columns, what is streamed those of its place. */
    @Test
    void readsDoNotWaitForTheStreamToTellOfNewColumns() {
        CapturedTables tables = capture(items);
        List<TableColumn> now = new ArrayList<>(items.definition().columns());
        now.add(new TableColumn(3, "note", TestTables.TEXT, -1, false, Generated.NO));

        TableSchema read = tables.schema(tables.all().get(0).id(), now);
        TableSchema streamed = resolve(tables, "*id:23", "name:25");

        assertThat(names(read)).containsExactly("id", "name", "note");
        assertThat(names(streamed)).containsExactly("id", "name");
    }

    /** G13: nothing in the message tells them apart. */
    @Test
    void aColumnThatWasDroppedAndAddedAgainMakesANewSchema() {
        CapturedTables tables = capture(items);
        TableSchema before = resolve(tables, "*id:23", "name:25");
        catalog.altered.put(
                oid(items),
                List.of(
                        new TableColumn(1, "id", TestTables.INT4, -1, true, Generated.NO),
                        new TableColumn(3, "name", TestTables.TEXT, -1, false, Generated.NO)));
        int version = tables.version();

        tables.refresh(oid(items));

        assertThat(tables.version()).isNotEqualTo(version);
        TableSchema after = resolve(tables, "*id:23", "name:25");
        assertThat(before.columns()).extracting(Column::id).containsExactly(1, 2);
        assertThat(after.columns()).extracting(Column::id).containsExactly(1, 3);
    }

    @Test
    void aCatalogThatSaysTheSameChangesNothing() {
        CapturedTables tables = capture(items);
        catalog.altered.put(oid(items), items.definition().columns());
        int version = tables.version();

        tables.refresh();

        assertThat(tables.version()).isEqualTo(version);
        catalog.typeVersion++;
        assertThat(tables.version()).isNotEqualTo(version);
    }

    /** A selected column is gone: the stream still brings the rows of before, and ends where they have it no more. */
    @Test
    void aTableThatCantBeLedAnyMoreIsNotTold() {
        CapturedTables tables = capture(items, "id", "name");
        catalog.altered.put(oid(items), List.of(new TableColumn(1, "id", TestTables.INT4, -1, true, Generated.NO)));

        assertThat(tables.refresh()).isEmpty();

        catalog.altered.put(oid(items), items.definition().columns());
        assertThat(tables.refresh())
                .singleElement()
                .satisfies(schema -> assertThat(names(schema)).containsExactly("id", "name"));
    }

    /** The stream is ahead of what was read last, and behind it. */
    @Test
    void aColumnHasTheNumberThatTheCatalogGivesItOrGaveIt() {
        CapturedTables tables = capture(items);
        catalog.altered.put(
                oid(items),
                List.of(
                        new TableColumn(1, "id", TestTables.INT4, -1, true, Generated.NO),
                        new TableColumn(5, "note", TestTables.TEXT, -1, false, Generated.NO)));

        assertThat(resolve(tables, "*id:23", "note:25").column(1).id()).isEqualTo(5);
        assertThat(resolve(tables, "*id:23", "name:25").column(1).id()).isEqualTo(2);
        assertThat(resolve(tables, "*id:23", "other:25").column(1).id()).isZero();
    }

    @Test
    void anotherTypeMakesANewSchema() {
        CapturedTables tables = capture(items);

        assertThat(resolve(tables, "*id:20", "name:25"))
                .isNotSameAs(tables.all().get(0).schema());
    }

    @Test
    void aDroppedColumnIsGone() {
        assertThat(names(resolve(capture(items), "*id:23"))).containsExactly("id");
    }

    @Test
    void theKeyKeepsTheOrderOfItsDefinition() {
        TestTables pairs = TestTables.named("public", "items")
                .column("a", TestTables.INT4, true)
                .column("b", TestTables.INT4, true)
                .primaryKey("b", "a");

        TableSchema schema = resolve(capture(pairs), "*a:23", "*b:23");

        assertThat(schema.column(schema.keyColumn(0)).name()).isEqualTo("b");
        assertThat(schema.column(schema.keyColumn(1)).name()).isEqualTo("a");
    }

    @Test
    void aRenamedKeyColumnKeepsItsPlace() {
        TableSchema schema = resolve(capture(items), "*number:23", "name:25");

        assertThat(schema.column(schema.keyColumn(0)).name()).isEqualTo("number");
    }

    /** A table keeps its OID under another name. */
    @Test
    void aRenamedTableIsStillTheTable() {
        CapturedTables tables = capture(items);
        RelationMessage renamed = new RelationMessage(
                oid(items), "public", "articles", ReplicaIdentity.DEFAULT, columns("*id:23", "name:25"));

        assertThat(tables.resolve(renamed)).isSameAs(tables.all().get(0).schema());
    }

    /** Its rows are another table's. */
    @Test
    void aTableThatWasCreatedAnewIsNotCaptured() {
        RelationMessage anew = new RelationMessage(
                oid(items) + 1, "public", "items", ReplicaIdentity.DEFAULT, columns("*id:23", "name:25"));

        assertThat(capture(items).resolve(anew)).isNull();
    }

    @Test
    void onlySelectedColumnsAreLed() {
        CapturedTables tables = capture(items, "id");

        assertThat(names(resolve(tables, "*id:23", "name:25", "note:25"))).containsExactly("id");
        assertThat(names(tables.schema(
                        tables.all().get(0).id(), items.definition().columns())))
                .containsExactly("id");
    }

    @Test
    void stopsWhenASelectedColumnIsGone() {
        assertThatThrownBy(() -> resolve(capture(items, "id", "name"), "*id:23"))
                .isInstanceOfSatisfying(CdcException.class, CapturedTablesTest::isSetup)
                .hasMessageContaining("column name")
                .hasMessageContaining("public.items");
    }

    @Test
    void stopsWhenAColumnOfTheKeyIsGone() {
        CapturedTables tables = capture(items);

        assertThatThrownBy(() -> resolve(tables, "name:25"))
                .isInstanceOfSatisfying(CdcException.class, CapturedTablesTest::isSetup)
                .hasMessageContaining("column id belongs to the key of public.items and is not there any more");
        assertThatThrownBy(() -> tables.schema(
                        tables.all().get(0).id(), items.definition().columns().subList(1, 2)))
                .hasMessageContaining("column id belongs to the key of public.items and is not there any more");
    }

    /** G9 */
    @Test
    void stopsWhenTheIdentityDoesNotCoverTheKeyAnyMore() {
        assertThatThrownBy(() -> resolve(capture(items), "id:23", "name:25"))
                .isInstanceOfSatisfying(CdcException.class, CapturedTablesTest::isSetup)
                .hasMessageContaining("replica identity of public.items")
                .hasMessageContaining("column id")
                .hasMessageContaining("ALTER TABLE \"public\".\"items\" REPLICA IDENTITY FULL");
    }

    @Test
    void aTableWithoutAKeyIsIdentifiedByAllItsColumns() {
        TestTables keyless = TestTables.named("public", "items")
                .column("a", TestTables.INT4, false)
                .identity(ReplicaIdentity.FULL);
        CapturedTables tables = capture(keyless);

        TableSchema wider = Objects.requireNonNull(tables.resolve(
                new RelationMessage(oid(keyless), "public", "items", ReplicaIdentity.FULL, columns("*a:23", "*b:25"))));

        assertThat(wider.hasUniqueKey()).isFalse();
        assertThat(wider.keyColumnCount()).isEqualTo(2);
        assertThatThrownBy(() -> resolve(tables, "a:23"))
                .hasMessageContaining("public.items has no key, and its replica identity is DEFAULT instead of FULL");
    }

    /** Where only inserts are led, nobody needs to know which old row was which. */
    @Test
    void insertsNeedNoIdentity() {
        TestTables nothing = TestTables.withKey("items").identity(ReplicaIdentity.NOTHING);

        assertThat(names(resolve(capture(nothing), "id:23", "name:25"))).containsExactly("id", "name");
    }

    @Test
    void readsLeaveOutWhatTheStreamDoesNotSend() {
        List<TableColumn> now = new ArrayList<>(items.definition().columns());
        now.add(new TableColumn(3, "total", TestTables.INT4, -1, false, Generated.STORED));
        now.add(new TableColumn(4, "twice", TestTables.INT4, -1, false, Generated.VIRTUAL));

        assertThat(names(capture(items).schema(items.table().id(), now))).containsExactly("id", "name");
        assertThat(names(new CapturedTables(List.of(captured(items)), TYPES, catalog, true)
                        .schema(items.table().id(), now)))
                .containsExactly("id", "name", "total");
    }

    private static void isSetup(CdcException failure) {
        assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
    }

    private TableSchema resolve(CapturedTables tables, String... columns) {
        return Objects.requireNonNull(tables.resolve(
                new RelationMessage(oid(items), "public", "items", ReplicaIdentity.DEFAULT, columns(columns))));
    }

    /** {@code "*id:23"}: flagged as key, name, type OID. */
    private static List<RelationMessage.Column> columns(String... columns) {
        return Arrays.stream(columns)
                .map(column -> {
                    boolean isKey = column.startsWith("*");
                    String[] parts = column.substring(isKey ? 1 : 0).split(":", 2);
                    return new RelationMessage.Column(parts[0], Integer.parseInt(parts[1]), -1, isKey);
                })
                .toList();
    }

    private static int oid(TestTables table) {
        return table.table().oid();
    }

    private CapturedTables capture(TestTables table, String... selected) {
        return new CapturedTables(List.of(captured(table, selected)), TYPES, catalog, false);
    }

    private static CapturedTable captured(TestTables table, String... selected) {
        TableDefinition definition = table.definition();
        KeyChoice key = KeyChoice.forInserts(definition);
        List<String> keyNames = key.columns().stream().map(TableColumn::name).toList();
        List<SchemaMaker.TypedColumn> columns = definition.columns().stream()
                .filter(column -> selected.length == 0 || List.of(selected).contains(column.name()))
                .map(SchemaMaker.TypedColumn::of)
                .toList();
        return new CapturedTable(
                definition,
                new SchemaMaker(TYPES).make(definition.table().id(), columns, keyNames, key.isUnique()),
                new SnapshotTable(definition.table().id(), definition.table().oid(), false, true, List.of()),
                List.of(selected),
                keyNames,
                KeyChoice.of(definition).isPresent());
    }

    private static List<String> names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }
}
