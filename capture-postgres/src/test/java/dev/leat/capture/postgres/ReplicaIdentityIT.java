package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.Operation;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** G9: a table whose rows the log does not identify must never get into a publication of updates. */
final class ReplicaIdentityIT {
    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createDatabase() {
        database = PostgresServer.shared().createDatabase();
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    @Test
    void stopsTheStartByNameAndByPatternAndChangesNothing() {
        database.execute(
                "CREATE TABLE good (id int PRIMARY KEY)",
                "CREATE TABLE keyless (a int NOT NULL, b text)",
                "CREATE UNIQUE INDEX keyless_a ON keyless (a)",
                "CREATE TABLE nothing (id int PRIMARY KEY)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE lost (id int PRIMARY KEY, a int NOT NULL)",
                "CREATE UNIQUE INDEX lost_a ON lost (a)",
                "ALTER TABLE lost REPLICA IDENTITY USING INDEX lost_a",
                "DROP INDEX lost_a",
                "CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE)",
                "INSERT INTO keyless VALUES (1, 'x')",
                "INSERT INTO nothing VALUES (1)",
                "INSERT INTO lost VALUES (1, 1)",
                "INSERT INTO deferred VALUES (1)");

        CdcException byPattern = capture.refusal();
        CdcException byName =
                TestCapture.of(database).exact("public", "keyless").refusal();

        assertThat(byPattern.kind()).isEqualTo(ErrorKind.CONFIG);
        assertThat(TestCapture.lines(byPattern))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("public.deferred has no usable replica identity (DEFAULT, with a deferrable"
                                        + " primary key)"),
                        line -> assertThat(line)
                                .startsWith("public.keyless has no usable replica identity (DEFAULT, without a primary"
                                        + " key)"),
                        line -> assertThat(line)
                                .startsWith("public.lost has no usable replica identity (an index that is gone)"),
                        line -> assertThat(line).startsWith("public.nothing has no usable replica identity (NOTHING)"));
        assertThat(byName.getMessage())
                .contains("ALTER TABLE \"public\".\"keyless\" REPLICA IDENTITY USING INDEX \"keyless_a\";")
                .contains("ALTER TABLE \"public\".\"keyless\" REPLICA IDENTITY FULL;")
                .contains("tables: {exclude: [public.keyless]}");
        assertThat(countOf("pg_publication")).isZero();
        assertThat(slotCount()).isZero();
        assertThatCode(() -> database.execute(
                        "UPDATE keyless SET b = 'y'",
                        "DELETE FROM keyless",
                        "UPDATE nothing SET id = 2",
                        "UPDATE lost SET a = 2",
                        "UPDATE deferred SET id = 2"))
                .doesNotThrowAnyException();
    }

    @Test
    void theRemedyOfAnIndexWorks() {
        database.execute(
                "CREATE TABLE keyless (a int NOT NULL, b text)",
                "CREATE UNIQUE INDEX keyless_a ON keyless (a)",
                "ALTER TABLE \"public\".\"keyless\" REPLICA IDENTITY USING INDEX \"keyless_a\"");

        capture.live();
        database.execute(
                "INSERT INTO keyless VALUES (1, 'x')", "UPDATE keyless SET b = 'y'", "DELETE FROM keyless WHERE a = 1");

        assertThat(capture.changesUntil(change -> change.startsWith("delete")))
                .containsExactly("insert 1,x", "update 1,y", "delete 1,~");
    }

    /** Rows that are equal to the column would be skipped at the end of a chunk. */
    @Test
    void anIndexThatTellsRowsApartWhichAreEqualToTheColumnIsNoIdentity() throws SQLException {
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE EXTENSION citext");
        }
        database.execute(
                "CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE by_class (a citext NOT NULL)",
                "CREATE UNIQUE INDEX by_class_a ON by_class (a text_ops)",
                "ALTER TABLE by_class REPLICA IDENTITY USING INDEX by_class_a",
                "CREATE TABLE by_collation (id int NOT NULL, a text COLLATE caseless NOT NULL)",
                "CREATE UNIQUE INDEX by_collation_a ON by_collation (id, a COLLATE \"C\")",
                "ALTER TABLE by_collation REPLICA IDENTITY USING INDEX by_collation_a",
                "CREATE TABLE alike (a citext NOT NULL, b text NOT NULL, c varchar(9) COLLATE caseless NOT NULL)",
                "CREATE UNIQUE INDEX alike_all ON alike (b COLLATE \"C\" text_pattern_ops, a, c)",
                "ALTER TABLE alike REPLICA IDENTITY USING INDEX alike_all");

        assertThat(TestCapture.lines(capture.refusal()))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(
                                        "public.by_class has no usable replica identity (an index that compares otherwise than"
                                                + " its columns do)"),
                        line -> assertThat(line)
                                .startsWith(
                                        "public.by_collation has no usable replica identity (an index that compares otherwise"
                                                + " than its columns do)"));
        capture.close();
        capture.exclude("public", "by_*");
        assertThat(capture.tables()).containsExactly("public.alike");
    }

    @Test
    void theRemedyOfFullWorks() {
        database.execute(
                "CREATE TABLE keyless (a int NOT NULL, b text)",
                "ALTER TABLE \"public\".\"keyless\" REPLICA IDENTITY FULL");

        capture.live();
        database.execute(
                "INSERT INTO keyless VALUES (1, 'x')", "UPDATE keyless SET b = 'y'", "DELETE FROM keyless WHERE a = 1");

        assertThat(capture.schemas().get(0).hasUniqueKey()).isFalse();
        assertThat(capture.changesUntil(change -> change.equals("delete 1,y")))
                .containsExactly("insert 1,x", "delete 1,x", "insert 1,y", "delete 1,y");
    }

    @Test
    void theRemedyOfExcludingItWorks() {
        database.execute(
                "CREATE TABLE good (id int PRIMARY KEY)",
                "CREATE TABLE keyless (a int)",
                "INSERT INTO keyless VALUES (1)");

        capture.exclude("public", "keyless").live();
        database.execute("UPDATE keyless SET a = 2", "INSERT INTO good VALUES (1)");

        assertThat(capture.changesUntil(change -> change.startsWith("insert"))).containsExactly("insert 1");
    }

    @Test
    void insertsOnlyMakesItLegalAndLeavesTheApplicationAlone() {
        database.execute("CREATE TABLE good (id int PRIMARY KEY)", "CREATE TABLE keyless (a int)");

        capture.operations(Operation.INSERT).live();
        database.execute(
                "INSERT INTO keyless VALUES (1)", "UPDATE keyless SET a = 2", "INSERT INTO keyless VALUES (3)");

        assertThat(capture.changesUntil(change -> change.equals("insert 3"))).containsExactly("insert 1", "insert 3");
        assertThat(database.server()
                        .query("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database.name()
                                + "' AND query LIKE '%replica identity%'"))
                .isNotNull();
    }

    /** The publication is narrowed before the table comes in, and a table that was excluded for its sake leaves. */
    @Test
    void aPublicationOfOursNeverHoldsOneBesideUpdates() {
        database.execute("CREATE TABLE good (id int PRIMARY KEY)", "CREATE TABLE other (id int PRIMARY KEY)");
        capture.live();
        capture.close();
        database.execute("ALTER TABLE other DROP CONSTRAINT other_pkey", "INSERT INTO other VALUES (1), (2)");

        assertThat(capture.refusal()).hasMessageContaining("public.other has no usable replica identity");
        capture.close();
        capture.exclude("public", "other").live();

        assertThatCode(() -> database.execute("UPDATE other SET id = id + 1")).doesNotThrowAnyException();
        capture.close();
        TestCapture inserts = TestCapture.of(database).operations(Operation.INSERT);
        inserts.live();
        inserts.close();
        assertThatCode(() -> database.execute("UPDATE other SET id = id + 1", "UPDATE good SET id = id + 1"))
                .doesNotThrowAnyException();
    }

    /** What the server logs of a partition's row goes by the partition's own identity. */
    @Test
    void partitionsCountByTheirOwnIdentity() {
        database.execute(
                "CREATE TABLE root (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
                "CREATE TABLE leaf PARTITION OF root FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE other PARTITION OF root FOR VALUES FROM (10) TO (20)",
                "ALTER TABLE other REPLICA IDENTITY NOTHING");
        CdcException nothing = capture.refusal();
        database.execute("ALTER TABLE other REPLICA IDENTITY DEFAULT", "ALTER TABLE root REPLICA IDENTITY FULL");
        CdcException half = capture.refusal();
        database.execute("ALTER TABLE leaf REPLICA IDENTITY FULL", "ALTER TABLE other REPLICA IDENTITY FULL");

        capture.live();
        database.execute(
                "INSERT INTO root VALUES (1, 'x'), (11, 'y')",
                "UPDATE root SET note = 'z' WHERE id = 1",
                "UPDATE root SET id = 12 WHERE id = 1");

        assertThat(nothing).hasMessageContaining("partition public.other of public.root");
        assertThat(half).hasMessageContaining("partition public.leaf of public.root");
        assertThat(capture.changesUntil(change -> change.equals("insert 12,z")))
                .containsExactly("insert 1,x", "insert 11,y", "update 1,z", "delete 1,z", "insert 12,z");
    }

    /** C4: with FULL a swap over a deferrable key comes as two key changes that meet half-way. */
    @Test
    void aDeferrableKeyIsNoKey() {
        database.execute(
                "CREATE TABLE swapped (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, v text)",
                "ALTER TABLE swapped REPLICA IDENTITY FULL",
                "INSERT INTO swapped VALUES (1, 'a'), (2, 'b')");

        capture.live();
        database.execute("UPDATE swapped SET id = 3 - id");

        assertThat(capture.schemas().get(0).hasUniqueKey()).isFalse();
        assertThat(capture.changesUntil(change -> change.equals("insert 1,b")))
                .containsExactly("delete 1,a", "insert 2,a", "delete 2,b", "insert 1,b");
    }

    /** G9 at run time: the server rejects the application's UPDATE; the pipeline must not look as if all were well. */
    @Test
    void stopsWhenTheIdentityIsTakenAwayWhileStreaming() {
        database.execute("CREATE TABLE items (id int PRIMARY KEY, v text)");
        capture.live();
        database.execute(
                "INSERT INTO items VALUES (1, 'a')",
                "ALTER TABLE items REPLICA IDENTITY NOTHING",
                "INSERT INTO items VALUES (2, 'b')");

        CdcException failure = capture.failure();

        assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(failure)
                .hasMessageContaining("replica identity of public.items (NOTHING)")
                .hasMessageContaining("column id")
                .hasMessageContaining("ALTER TABLE \"public\".\"items\" REPLICA IDENTITY FULL");
    }

    /** G9: no row of the table comes any more that could tell, since the server rejects them. */
    @Test
    void noticesAnIdentityThatWasTakenAwayFromATableThatIsNotWrittenTo() {
        database.execute(
                "CREATE TABLE items (id int PRIMARY KEY, v text)",
                "CREATE TABLE lost (id int PRIMARY KEY, a int NOT NULL)",
                "CREATE UNIQUE INDEX lost_a ON lost (a)",
                "ALTER TABLE lost REPLICA IDENTITY USING INDEX lost_a",
                "CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE leaf PARTITION OF root FOR VALUES FROM (0) TO (10)");
        capture.watchEvery(Duration.ofMillis(50)).live();
        database.execute("ALTER TABLE items REPLICA IDENTITY NOTHING");

        CdcException failure = capture.failure();
        assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(failure)
                .hasMessageStartingWith(
                        "public.items has lost its replica identity (NOTHING): the server rejects UPDATE")
                .hasMessageContaining("ALTER TABLE \"public\".\"items\" REPLICA IDENTITY FULL");

        database.execute("ALTER TABLE items REPLICA IDENTITY DEFAULT");
        capture.close();
        capture.live();
        database.execute("DROP INDEX lost_a", "ALTER TABLE leaf REPLICA IDENTITY NOTHING");
        assertThat(capture.failure()).hasMessageMatching("(?s)public.(leaf|lost) has lost its replica identity .*");
    }

    /** G9: neither in the order of the columns nor of their names. */
    @Test
    void aKeyOfSeveralColumnsHasTheOrderOfItsDefinition() {
        database.execute(
                "CREATE TABLE by_key (a int, b text, c int, PRIMARY KEY (c, a))",
                "CREATE TABLE by_index (a int NOT NULL, b text NOT NULL, c int)",
                "CREATE UNIQUE INDEX by_index_ba ON by_index (b, a) INCLUDE (c)",
                "ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_ba",
                "CREATE TABLE by_full (a int, b text, c int, PRIMARY KEY (c, b))",
                "ALTER TABLE by_full REPLICA IDENTITY FULL");
        capture.live();
        database.execute(
                "INSERT INTO by_key VALUES (1, 'x', 2)",
                "UPDATE by_key SET a = 3",
                "INSERT INTO by_index VALUES (1, 'x', 2)",
                "UPDATE by_index SET b = 'y'",
                "INSERT INTO by_full VALUES (1, 'x', 2)",
                "UPDATE by_full SET b = 'y'",
                "DELETE FROM by_full");

        assertThat(capture.schemas())
                .extracting(schema -> schema.column(schema.keyColumn(0)).name()
                        + schema.column(schema.keyColumn(1)).name())
                .containsExactly("cb", "ba", "ca");
        assertThat(capture.changesUntil("delete 1,y,2"::equals))
                .containsExactly(
                        "insert 1,x,2",
                        "delete 1,~,2",
                        "insert 3,x,2",
                        "insert 1,x,2",
                        "delete 1,x,~",
                        "insert 1,y,2",
                        "insert 1,x,2",
                        "delete 1,x,2",
                        "insert 1,y,2",
                        "delete 1,y,2");
    }

    @Test
    void goesOnWhenTheIdentityBecomesFullWhileStreaming() {
        database.execute("CREATE TABLE items (id int PRIMARY KEY, v text)");
        capture.live();
        database.execute(
                "INSERT INTO items VALUES (1, 'a')",
                "ALTER TABLE items REPLICA IDENTITY FULL",
                "UPDATE items SET v = 'b'",
                "ALTER TABLE items REPLICA IDENTITY DEFAULT",
                "UPDATE items SET v = 'c'");

        assertThat(capture.changesUntil(change -> change.equals("update 1,c")))
                .containsExactly("insert 1,a", "update 1,b", "update 1,c");
    }

    private long countOf(String catalog) {
        try (Connection session = database.connect();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + catalog)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private long slotCount() {
        return countOf("pg_replication_slots WHERE database = '" + database.name() + "'");
    }
}
