package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a selection means on a real server. Each test has schemas of its own, named like it. */
final class TableSelectionIT {
    private static TestDatabase database;

    private TestCapture capture;

    @BeforeAll
    static void createDatabase() {
        database = PostgresServer.shared().createDatabase();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @BeforeEach
    void makeCapture() {
        capture = TestCapture.of(database);
    }

    @AfterEach
    void close() {
        capture.close();
    }

    @Test
    void namesWithDotsQuotesStarsAndOtherScriptsAreNames() {
        database.execute(
                "CREATE SCHEMA \"odd.x\"",
                "CREATE TABLE \"odd.x\".\"a.b\" (id int PRIMARY KEY)",
                "CREATE TABLE \"odd.x\".\"a*b\" (id int PRIMARY KEY)",
                "CREATE TABLE \"odd.x\".\"say \"\"hi\"\"\" (id int PRIMARY KEY)",
                "CREATE TABLE \"odd.x\".\"Größe 漢\uD83D\uDE00\" (\"Ключ\" int PRIMARY KEY)",
                "CREATE TABLE \"odd.x\".\"'; DROP TABLE x; --\" (id int PRIMARY KEY)");

        assertThat(capture.exact("odd.x", "a*b").exact("odd.x", "a.b").tables())
                .containsExactly("odd.x.a*b", "odd.x.a.b");
        assertThat(TestCapture.of(database).include("odd.x", "*").tables())
                .containsExactlyInAnyOrder(
                        "odd.x.'; DROP TABLE x; --",
                        "odd.x.Größe 漢\uD83D\uDE00",
                        "odd.x.a*b",
                        "odd.x.a.b",
                        "odd.x.say \"hi\"");
    }

    /** G22: as long as a name can be, in bytes, with what means something in SQL, YAML, JSON, a key and a publication. */
    @Test
    void tablesAndColumnsOfAnyNameAreStreamedAndRead() {
        String longest = "é".repeat(31) + "x";
        String odd = "a.b:c\"d'e\\f,g{h}(i)";
        database.execute(
                "CREATE SCHEMA \"Odd \"\"S\"\": é\"",
                "CREATE TABLE \"Odd \"\"S\"\": é\".\"" + longest + "\" (\"" + odd.replace("\"", "\"\"") + "\" int, \""
                        + longest + "\" text, \" \" text, PRIMARY KEY (\"" + longest + "\", \""
                        + odd.replace("\"", "\"\"") + "\"))");
        TableId table = new TableId("Odd \"S\": é", longest);
        String quoted = "\"Odd \"\"S\"\": é\".\"" + longest + "\"";

        capture.option("slot", "leat_names_" + database.name())
                .exact(table.schema(), table.name())
                .live();
        database.execute(
                "INSERT INTO " + quoted + " VALUES (1, 'a:b', 'x'), (2, '\\', NULL)",
                "UPDATE " + quoted + " SET \" \" = 'y' WHERE \"" + longest + "\" = 'a:b'",
                "TRUNCATE " + quoted,
                "INSERT INTO " + quoted + " VALUES (3, '\"', NULL)");

        assertThat(capture.changesUntil(change -> change.startsWith("insert 3")))
                .containsExactly(
                        "insert 1,a:b,x",
                        "insert 2,\\,null",
                        "update 1,a:b,y",
                        "truncate " + table,
                        "insert 3,\",null");
        try (ChunkReader reader = capture.snapshot().openReader()) {
            Chunk all = reader.read(
                    table, new ChunkBounds(null, reader.next(table, null, 1).upper()), Integer.MAX_VALUE);
            assertThat(TestCapture.rows(all)).containsExactly("3,\",null");
        }
        assertThat(capture.schemas().get(0).columns()).extracting(Column::name).containsExactly(odd, longest, " ");
    }

    /** G22: as many as a table can have. */
    @Test
    void aTableOfSixteenHundredColumnsIsStreamedAndRead() {
        String columns =
                IntStream.range(1, 1_600).mapToObj(i -> ", c" + i + " int").collect(Collectors.joining());
        database.execute("CREATE SCHEMA wide", "CREATE TABLE wide.widest (id int PRIMARY KEY" + columns + ")");
        TableId table = new TableId("wide", "widest");

        capture.option("slot", "leat_wide_" + database.name())
                .exact("wide", "widest")
                .live();
        database.execute(
                "INSERT INTO wide.widest (id, c1, c1599) VALUES (1, 2, 3)",
                "UPDATE wide.widest SET c800 = 4",
                "ALTER TABLE wide.widest REPLICA IDENTITY FULL",
                "UPDATE wide.widest SET c800 = 5",
                "DELETE FROM wide.widest",
                "INSERT INTO wide.widest (id, c1599) VALUES (9, 9)");

        List<String> changes = capture.changesUntil(change -> change.startsWith("insert 9"));
        assertThat(changes)
                .extracting(change -> change.replace(",null", ""))
                .containsExactly("insert 1,2,3", "update 1,2,4,3", "update 1,2,5,3", "delete 1,2,5,3", "insert 9,9");
        assertThat(changes).allSatisfy(change -> assertThat(change.split(",")).hasSize(1_600));
        try (ChunkReader reader = capture.snapshot().openReader()) {
            assertThat(TestCapture.rows(reader.read(table, new ChunkBounds(null, null), Integer.MAX_VALUE)))
                    .containsExactly(changes.get(4).substring("insert ".length()));
        }
    }

    @Test
    void patternsTakeTheUsersOwnTablesOnly() throws SQLException {
        database.execute(
                "CREATE SCHEMA kinds",
                "CREATE TABLE kinds.plain (id int PRIMARY KEY)",
                "CREATE TABLE kinds.parent (id int PRIMARY KEY)",
                "CREATE TABLE kinds.child (PRIMARY KEY (id)) INHERITS (kinds.parent)",
                "CREATE TABLE kinds.root (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE kinds.leaf PARTITION OF kinds.root FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE kinds.branch PARTITION OF kinds.root FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id)",
                "CREATE UNLOGGED TABLE kinds.unlogged (id int PRIMARY KEY)",
                "CREATE VIEW kinds.view AS SELECT 1 AS one",
                "CREATE MATERIALIZED VIEW kinds.matview AS SELECT 1 AS one");
        asSuperuser(
                "CREATE EXTENSION file_fdw",
                "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
                "CREATE FOREIGN TABLE kinds.foreign_table (id int) SERVER files OPTIONS (filename '/dev/null')");

        assertThat(capture.include("kinds", "*").tables())
                .containsExactly("kinds.child", "kinds.parent", "kinds.plain", "kinds.root");
    }

    @Test
    void temporaryTablesOfOthersAreNotThere() throws SQLException {
        database.execute("CREATE SCHEMA temporary", "CREATE TABLE temporary.t (id int PRIMARY KEY)");
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE mine (id int PRIMARY KEY)");

            assertThat(capture.include("temp*", "*").tables()).containsExactly("temporary.t");
            assertThat(TestCapture.of(database).include("pg_temp*", "*").refusal())
                    .hasMessageContaining("no table");
        }
    }

    /** Design 6.2 */
    @Test
    void namingWhatTheLogDoesNotCarryIsAnError() {
        database.execute(
                "CREATE SCHEMA named",
                "CREATE TABLE named.root (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE named.leaf PARTITION OF named.root FOR VALUES FROM (0) TO (10)",
                "CREATE UNLOGGED TABLE named.unlogged (id int PRIMARY KEY)",
                "CREATE VIEW named.view AS SELECT 1 AS one");

        CdcException refusal = capture.exact("named", "leaf")
                .exact("named", "unlogged")
                .exact("named", "view")
                .exact("named", "Root")
                .include("nothing", "*")
                .exclude("named", "typo")
                .refusal();

        assertThat(refusal.kind()).isEqualTo(ErrorKind.CONFIG);
        assertThat(TestCapture.lines(refusal))
                .containsExactly(
                        "named.leaf is a partition; include its root named.root",
                        "named.unlogged is unlogged, of which the log carries no rows; take it out of `tables`",
                        "named.view is a view, of which the log carries no rows; take it out of `tables`",
                        "table named.Root does not exist; did you mean named.root?",
                        "pattern nothing.* matches no table; correct it or take it out of `tables`",
                        "table named.typo does not exist; correct the name, which is case-sensitive, or take it out of"
                                + " `tables`");
    }

    @Test
    void tablesOfExtensionsAreCapturedByTheirNamesOnly() throws SQLException {
        asSuperuser("CREATE SCHEMA extended", "CREATE EXTENSION IF NOT EXISTS earthdistance SCHEMA extended CASCADE");
        database.execute("CREATE SCHEMA own", "CREATE TABLE own.t (id int PRIMARY KEY)");
        asSuperuser(
                "CREATE TABLE extended.owned (id int PRIMARY KEY)",
                "ALTER EXTENSION earthdistance ADD TABLE extended.owned",
                "ALTER TABLE extended.owned OWNER TO leat",
                "GRANT USAGE ON SCHEMA extended TO leat");

        assertThat(capture.include("extended", "*").include("own", "t").refusal())
                .hasMessageContaining("only extended.owned");
        assertThat(TestCapture.of(database).exact("extended", "owned").tables()).containsExactly("extended.owned");
    }

    @Test
    void aColumnListLeadsTheseColumnsInTheTablesOrder() {
        database.execute("CREATE SCHEMA lists", "CREATE TABLE lists.t (a text, id int PRIMARY KEY, b text, c text)");

        TableSchema schema = capture.exact("lists", "t", "c", "id").schemas().get(0);

        assertThat(names(schema)).containsExactly("id", "c");
        assertThat(schema.keyColumn(0)).isZero();
    }

    @Test
    void aColumnListNeedsTheKeyAndNothingThatIsNotThere() {
        database.execute("CREATE SCHEMA keys", "CREATE TABLE keys.t (id int PRIMARY KEY, a text)");

        assertThat(TestCapture.lines(capture.exact("keys", "t", "a", "A").refusal()))
                .containsExactly(
                        "keys.t has no column A; its columns are: id, a",
                        "column id belongs to the key of keys.t; add it to `columns`");
    }

    @Test
    void generatedColumnsAreLedWhereTheServerSendsThem() {
        database.execute(
                "CREATE SCHEMA generated",
                "CREATE TABLE generated.t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)");

        if (PostgresServer.shared().major() >= 18) {
            assertThat(names(capture.include("generated", "*").schemas().get(0)))
                    .containsExactly("id", "twice");
        } else {
            assertThat(capture.include("generated", "*").refusal())
                    .hasMessage(
                            "column twice of generated.t is generated, and the server does not send it; leave it out"
                                    + " with {table: generated.t, columns: [id]}");
            assertThat(names(TestCapture.of(database)
                            .exact("generated", "t", "id")
                            .schemas()
                            .get(0)))
                    .containsExactly("id");
        }
    }

    @Test
    void virtualColumnsAreNeverSent() {
        assumeThat(PostgresServer.shared().major()).isGreaterThanOrEqualTo(18);
        database.execute(
                "CREATE SCHEMA virtual",
                "CREATE TABLE virtual.t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL)");

        assertThat(capture.include("virtual", "*").refusal())
                .hasMessageContaining("column twice of virtual.t is generated");
    }

    @Test
    void rowSecurityThatHidesRowsIsAnError() throws SQLException {
        asSuperuser(
                "CREATE SCHEMA hidden",
                "GRANT USAGE ON SCHEMA hidden TO leat",
                "CREATE TABLE hidden.t (id int PRIMARY KEY)",
                "ALTER TABLE hidden.t ENABLE ROW LEVEL SECURITY",
                "GRANT SELECT ON hidden.t TO leat");

        assertThat(capture.include("hidden", "*").refusal())
                .hasMessageContaining("row security hides rows of hidden.t from the role")
                .hasMessageContaining("ALTER ROLE \"leat\" BYPASSRLS");
    }

    @Test
    void tablesThatMayNotBeReadAreAnError() throws SQLException {
        asSuperuser(
                "CREATE SCHEMA closed",
                "CREATE TABLE closed.whole (id int PRIMARY KEY)",
                "CREATE TABLE closed.columns (id int PRIMARY KEY)",
                "GRANT USAGE ON SCHEMA closed TO leat",
                "GRANT SELECT (id) ON closed.columns TO leat");

        assertThat(TestCapture.lines(capture.include("closed", "*").refusal()))
                .containsExactly(
                        "the role may not read closed.columns; run as its owner: GRANT USAGE ON SCHEMA \"closed\" TO"
                                + " \"leat\"; GRANT SELECT ON \"closed\".\"columns\" TO \"leat\"",
                        "the role may not read closed.whole; run as its owner: GRANT USAGE ON SCHEMA \"closed\" TO"
                                + " \"leat\"; GRANT SELECT ON \"closed\".\"whole\" TO \"leat\"");
    }

    @Test
    void tablesWithoutColumnsAreAnError() {
        database.execute("CREATE SCHEMA empty", "CREATE TABLE empty.t ()", "ALTER TABLE empty.t REPLICA IDENTITY FULL");

        assertThat(capture.include("empty", "*").refusal()).hasMessageContaining("empty.t has no columns");
    }

    @Test
    void theKeyKeepsTheOrderOfItsDefinition() {
        database.execute("CREATE SCHEMA orders", "CREATE TABLE orders.t (a int, b int, c int, PRIMARY KEY (c, a))");

        TableSchema schema = capture.include("orders", "*").schemas().get(0);

        assertThat(names(schema)).containsExactly("a", "b", "c");
        assertThat(List.of(schema.keyColumn(0), schema.keyColumn(1))).containsExactly(2, 0);
    }

    @Test
    void insertsAndTruncatesNeedNoIdentity() {
        database.execute("CREATE SCHEMA inserts", "CREATE TABLE inserts.t (a int)");

        TableSchema schema = capture.include("inserts", "*")
                .operations(Operation.INSERT, Operation.TRUNCATE)
                .schemas()
                .get(0);

        assertThat(schema.hasUniqueKey()).isFalse();
        assertThat(TestCapture.of(database)
                        .include("inserts", "*")
                        .operations(Operation.INSERT, Operation.DELETE)
                        .refusal())
                .hasMessageContaining("inserts.t has no usable replica identity");
    }

    private static List<String> names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }

    private static void asSuperuser(String... statements) throws SQLException {
        try (Connection session = database.connectAsSuperuser();
                Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
