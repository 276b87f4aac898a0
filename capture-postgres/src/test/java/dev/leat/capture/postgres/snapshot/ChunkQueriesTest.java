package dev.leat.capture.postgres.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.RowKey;
import dev.leat.api.schema.TableId;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunkQueriesTest {
    private static final KeyOperators CITEXT = new KeyOperators(
            "OPERATOR(\"ext\".<)",
            "OPERATOR(\"ext\".<=)",
            "OPERATOR(\"ext\".=)",
            "OPERATOR(\"ext\".>=)",
            "OPERATOR(\"ext\".>)");
    private static final TestTable ITEMS =
            TestTable.of("items").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
    private static final TestTable PAIRS =
            TestTable.of("pairs").key("a", TestColumn.TEXT).key("b", TestColumn.TEXT);

    @Test
    void readsTheWholeTableWithoutBounds() {
        assertThat(queries(ITEMS, false, "id").copy(ITEMS.schema(), bounds(null, null), Integer.MAX_VALUE))
                .isEqualTo("COPY (SELECT \"id\", \"name\" FROM ONLY \"public\".\"items\" ORDER BY \"id\") TO STDOUT");
    }

    /** G24: what the stream leaves out is not read either, whatever else the conditions are. */
    @Test
    void keepsToTheFilterOfThePublication() {
        SnapshotTable all = table(ITEMS, false, new KeyPart("id", KeyOperators.BUILT_IN));
        ChunkQueries queries = new ChunkQueries(
                new SnapshotTable(all.id(), all.oid(), false, false, all.key(), "(id > 1) OR (name = 'x')"));

        assertThat(queries.copy(ITEMS.schema(), bounds(null, null), Integer.MAX_VALUE))
                .contains(" WHERE ((id > 1) OR (name = 'x')) ORDER BY");
        assertThat(queries.copy(ITEMS.schema(), bounds(List.of("7"), null), Integer.MAX_VALUE))
                .contains(" WHERE (\"id\") > ('7') AND ((id > 1) OR (name = 'x')) ORDER BY");
        assertThat(queries.copy(ITEMS.schema(), List.of(key(ITEMS, "7")))).contains(" AND ((id > 1) OR (name = 'x'))");
        assertThat(queries.keyOfRow(null, 3)).contains(" WHERE ((id > 1) OR (name = 'x')) ORDER BY");
    }

    @Test
    void boundsAreBehindTheLowerAndUpToTheUpper() {
        assertThat(queries(ITEMS, false, "id")
                        .copy(ITEMS.schema(), bounds(List.of("7"), List.of("9")), Integer.MAX_VALUE))
                .isEqualTo("COPY (SELECT \"id\", \"name\" FROM ONLY \"public\".\"items\""
                        + " WHERE (\"id\") > ('7') AND (\"id\") <= ('9') ORDER BY \"id\") TO STDOUT");
        assertThat(queries(ITEMS, false, "id").copy(ITEMS.schema(), bounds(List.of("7"), null), Integer.MAX_VALUE))
                .contains(" WHERE (\"id\") > ('7') ORDER BY");
        assertThat(queries(ITEMS, false, "id").copy(ITEMS.schema(), bounds(null, List.of("9")), Integer.MAX_VALUE))
                .contains(" WHERE (\"id\") <= ('9') ORDER BY");
    }

    @Test
    void theFirstRowsBehindABoundNeedNoUpperOne() {
        assertThat(queries(ITEMS, false, "id").copy(ITEMS.schema(), bounds(List.of("7"), null), 100))
                .endsWith(" WHERE (\"id\") > ('7') ORDER BY \"id\" LIMIT 100) TO STDOUT");
    }

    @Test
    void partitionedTablesAreReadWithTheirPartitions() {
        ChunkQueries queries = queries(ITEMS, true, "id");

        assertThat(queries.lock()).isEqualTo("LOCK TABLE \"public\".\"items\" IN ACCESS SHARE MODE");
        assertThat(queries.copy(ITEMS.schema(), bounds(null, null), Integer.MAX_VALUE))
                .contains(" FROM \"public\".\"items\" ");
        assertThat(queries(ITEMS, false, "id").lock())
                .isEqualTo("LOCK TABLE ONLY \"public\".\"items\" IN ACCESS SHARE MODE");
    }

    /** The server compares rows, and its index serves the whole condition. */
    @Test
    void compositeKeysAreComparedAsRows() {
        assertThat(queries(PAIRS, false, "b", "a")
                        .copy(PAIRS.schema(), bounds(List.of("1", "x"), List.of("2", "y")), Integer.MAX_VALUE))
                .contains(" WHERE (\"b\", \"a\") > ('1', 'x') AND (\"b\", \"a\") <= ('2', 'y') ORDER BY \"b\", \"a\"");
    }

    @Test
    void operatorsOutsidePgCatalogAreWrittenOut() {
        ChunkQueries queries = new ChunkQueries(table(ITEMS, false, new KeyPart("id", CITEXT)));

        assertThat(queries.copy(ITEMS.schema(), bounds(List.of("a"), List.of("b")), Integer.MAX_VALUE))
                .contains(" WHERE \"id\" OPERATOR(\"ext\".>) 'a' AND \"id\" OPERATOR(\"ext\".<=) 'b' ORDER BY \"id\"");
        assertThat(queries.copy(ITEMS.schema(), List.of(key(ITEMS, "a"), key(ITEMS, "b"))))
                .contains(" WHERE ((\"id\" OPERATOR(\"ext\".=) 'a') OR (\"id\" OPERATOR(\"ext\".=) 'b'))");
    }

    /** Each condition bounds the first column by itself, so that an index serves it. */
    @Test
    void compositeKeysOfOtherOperatorsAreComparedColumnByColumn() {
        ChunkQueries queries = new ChunkQueries(
                table(PAIRS, false, new KeyPart("a", CITEXT), new KeyPart("b", KeyOperators.BUILT_IN)));

        assertThat(queries.copy(PAIRS.schema(), bounds(List.of("1", "x"), List.of("2", "y")), Integer.MAX_VALUE))
                .contains(" WHERE (\"a\" OPERATOR(\"ext\".>=) '1' AND (\"a\" OPERATOR(\"ext\".>) '1'"
                        + " OR \"b\" OPERATOR(pg_catalog.>) 'x'))"
                        + " AND (\"a\" OPERATOR(\"ext\".<=) '2' AND (\"a\" OPERATOR(\"ext\".<) '2'"
                        + " OR \"b\" OPERATOR(pg_catalog.<=) 'y')) ORDER BY");
    }

    @Test
    void plansByTheKeyOfTheLastRowOfAChunk() {
        assertThat(queries(ITEMS, false, "id").keyOfRow(null, 1000))
                .isEqualTo(
                        "SELECT \"id\"::text FROM ONLY \"public\".\"items\" AS r ORDER BY r.\"id\" OFFSET 999 LIMIT 1");
        assertThat(queries(PAIRS, false, "a", "b").keyOfRow(KeyBounds.encode(List.of("1", "2")), 1))
                .isEqualTo("SELECT \"a\"::text, \"b\"::text FROM ONLY \"public\".\"pairs\" AS r"
                        + " WHERE (\"a\", \"b\") > ('1', '2') ORDER BY r.\"a\", r.\"b\" OFFSET 0 LIMIT 1");
    }

    @Test
    void literalsOfCompositeTypesNameTheirType() {
        KeyPart pair = new KeyPart("a", KeyOperators.BUILT_IN, "::public.pair");
        ChunkQueries queries = new ChunkQueries(table(PAIRS, false, pair, new KeyPart("b", KeyOperators.BUILT_IN)));

        assertThat(queries.copy(PAIRS.schema(), bounds(List.of("(1,x)", "y"), null), Integer.MAX_VALUE))
                .contains(" WHERE (\"a\", \"b\") > ('(1,x)'::public.pair, 'y') ORDER BY");
        assertThat(queries.copy(PAIRS.schema(), List.of(key(PAIRS, "(1,x)", "y"))))
                .contains(" WHERE (\"a\", \"b\") IN (('(1,x)'::public.pair, 'y'))");
    }

    @Test
    void readsSingleRowsByTheirKeys() {
        assertThat(queries(ITEMS, false, "id").copy(ITEMS.schema(), List.of(key(ITEMS, "7"), key(ITEMS, "8"))))
                .isEqualTo("COPY (SELECT \"id\", \"name\" FROM ONLY \"public\".\"items\""
                        + " WHERE (\"id\") IN (('7'), ('8'))) TO STDOUT");
        assertThat(queries(PAIRS, false, "a", "b").copy(PAIRS.schema(), List.of(key(PAIRS, "1", "2"))))
                .contains(" WHERE (\"a\", \"b\") IN (('1', '2'))");
    }

    @Test
    void tablesWithoutAKeyAreReadInNoOrder() {
        assertThat(queries(ITEMS, false).copy(ITEMS.schema(), bounds(null, null), Integer.MAX_VALUE))
                .isEqualTo("COPY (SELECT \"id\", \"name\" FROM ONLY \"public\".\"items\") TO STDOUT");
    }

    /** D5 */
    @Test
    void namesAndValuesStayNamesAndValues() {
        TestTable evil = TestTable.of("s\"; DROP SCHEMA x; --", "t'\"$$")
                .key("k\"; --", TestColumn.TEXT)
                .column("c`", TestColumn.TEXT);
        ChunkQueries queries = queries(evil, false, "k\"; --");

        assertThat(queries.copy(
                        evil.schema(), bounds(List.of("'); DROP TABLE t; --"), List.of("a\\'b")), Integer.MAX_VALUE))
                .isEqualTo("COPY (SELECT \"k\"\"; --\", \"c`\" FROM ONLY \"s\"\"; DROP SCHEMA x; --\".\"t'\"\"$$\""
                        + " WHERE (\"k\"\"; --\") > ('''); DROP TABLE t; --') AND (\"k\"\"; --\") <= (E'a\\\\''b')"
                        + " ORDER BY \"k\"\"; --\") TO STDOUT");
    }

    @Test
    void refusesBoundsOfAnotherKey() {
        assertThatThrownBy(() -> queries(PAIRS, false, "a", "b").keyOfRow(KeyBounds.encode(List.of("1")), 1))
                .hasMessageContaining("the key of public.pairs has changed")
                .hasMessageContaining("it had 1 column(s) and has 2")
                .hasMessageContaining("leat reseed FILE public.pairs");
    }

    private static ChunkQueries queries(TestTable table, boolean isPartitioned, String... key) {
        return new ChunkQueries(table(
                table,
                isPartitioned,
                Arrays.stream(key)
                        .map(column -> new KeyPart(column, KeyOperators.BUILT_IN))
                        .toArray(KeyPart[]::new)));
    }

    private static SnapshotTable table(TestTable table, boolean isPartitioned, KeyPart... key) {
        return new SnapshotTable(
                new TableId(table.id().schema(), table.id().name()), 16_384, isPartitioned, false, List.of(key));
    }

    private static ChunkBounds bounds(@Nullable List<String> lower, @Nullable List<String> upper) {
        return new ChunkBounds(
                lower == null ? null : KeyBounds.encode(lower), upper == null ? null : KeyBounds.encode(upper));
    }

    private static RowKey key(TestTable table, String... parts) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(0, 0, new byte[0], 0, new byte[0], 0);
        builder.open(Operation.DELETE, table.schema(), false, BeforeImage.KEY);
        for (int part = 0; part < parts.length; part++) {
            byte[] value = parts[part].getBytes(UTF_8);
            builder.before(table.schema().keyColumn(part), builder.append(value, 0, value.length), value.length);
        }
        builder.close();
        ChangeCursor change = builder.build(null).cursor();
        change.next();
        return RowKey.of(change.before());
    }
}
