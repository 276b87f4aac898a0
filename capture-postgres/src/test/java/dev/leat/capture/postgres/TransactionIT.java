package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What is committed comes once and in the order of the commits; what is not, never. */
final class TransactionIT {
    private static final int HUGE = 20_000_000;

    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createTable() {
        database = PostgresServer.shared().createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, v text)");
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    /** G4 */
    @Test
    void transactionsThatOverlapComeInTheOrderOfTheirCommits() throws SQLException {
        capture.live();
        try (Connection a = database.connect();
                Connection b = database.connect();
                Statement inA = a.createStatement();
                Statement inB = b.createStatement()) {
            a.setAutoCommit(false);
            b.setAutoCommit(false);
            inA.execute("INSERT INTO items VALUES (1, 'a')");
            inB.execute("INSERT INTO items VALUES (2, 'b')");
            inA.execute("INSERT INTO items VALUES (3, 'a')");
            inB.execute("INSERT INTO items VALUES (4, 'b')");
            b.commit();
            capture.confirmUpTo("insert 4,b");
            capture.close();
            capture.live();
            inA.execute("INSERT INTO items VALUES (5, 'a')");
            a.commit();
        }

        assertThat(capture.changesUntil("insert 5,a"::equals))
                .containsExactly("insert 1,a", "insert 3,a", "insert 5,a");
    }

    /** X7: a new slot waits for whoever writes, in whatever database. */
    @Test
    void namesTheTransactionThatANewSlotWaitsFor() throws SQLException {
        capture.option("slot-wait", "300ms");
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO items VALUES (1, 'a')");

            assertThat(capture.refusal())
                    .hasMessageContaining("slot leat_" + database.name() + " cannot be made while")
                    .message()
                    .containsPattern(describing(writer));
        }
    }

    /** S1, X7: the seeding of what somebody writes waits for the end of that transaction, a prepared one too. */
    @Test
    void namesTheTransactionsThatTheSeedingOfATableWaitsFor() throws SQLException {
        capture.live();
        TableId table = capture.schemas().get(0).table();
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement();
                Connection preparer = database.connect();
                Statement preparing = preparer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO items VALUES (1, 'a')");
            preparing.execute(
                    "BEGIN; INSERT INTO items VALUES (2, 'b'); PREPARE TRANSACTION '" + database.name() + "'");

            assertThat(capture.snapshot().barrier(table).waitingFor())
                    .containsPattern(describing(writer))
                    .containsPattern("prepared transaction " + database.name() + " since 20[0-9-]+ [0-9:+]+");
            preparing.execute("ROLLBACK PREPARED '" + database.name() + "'");
        }
    }

    private static String describing(Connection session) throws SQLException {
        int pid = session.unwrap(PGConnection.class).getBackendPID();
        return "pid " + pid
                + " \\([^)]+\\), open since 20[0-9-]+ [0-9:+]+, its last statement since 20[0-9-]+ [0-9:+]+";
    }

    /** G6, G7: the stream of a large transaction with parts that were rolled back. */
    @Test
    void partsThatAreRolledBackNeverCome() throws SQLException {
        database.execute("ALTER ROLE " + database.user() + " IN DATABASE " + database.name()
                + " SET logical_decoding_work_mem = '64kB'");
        capture.live();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO items SELECT i, repeat('k', 200) FROM generate_series(1, 500) i");
            statement.execute("SAVEPOINT outside");
            statement.execute("INSERT INTO items SELECT i, repeat('r', 200) FROM generate_series(1001, 1500) i");
            statement.execute("SAVEPOINT inside");
            statement.execute("UPDATE items SET v = 'r' WHERE id <= 100");
            statement.execute("RELEASE SAVEPOINT inside");
            statement.execute("ROLLBACK TO SAVEPOINT outside");
            statement.execute("SAVEPOINT kept");
            statement.execute("INSERT INTO items SELECT i, 'k' FROM generate_series(501, 505) i");
            statement.execute("RELEASE SAVEPOINT kept");
            connection.commit();
            statement.execute("INSERT INTO items SELECT i, repeat('r', 200) FROM generate_series(2001, 2500) i");
            connection.rollback();
            statement.execute("INSERT INTO items VALUES (506, 'k')");
            connection.commit();
        }

        List<String> changes = capture.changesUntil("insert 506,k"::equals);

        assertThat(changes)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 506)
                        .mapToObj(id -> "insert " + id + "," + (id <= 500 ? "k".repeat(200) : "k"))
                        .toList());
    }

    @Test
    void messagesComeInTheirPlaceAmongTheRowsOfTheirTransaction() {
        capture.option("messages", "orders.*,notes")
                .option("binary-messages", "blob")
                .live();

        database.execute(
                "BEGIN; INSERT INTO items VALUES (1, 'a');" + emit(true, "orders.new", "'one'")
                        + "UPDATE items SET v = 'b';" + emit(true, "orders", "'no pattern matches it'")
                        + emit(true, "notes", "'caf\u00e9'") + emit(true, "blob", "'\\x0041'::bytea") + "COMMIT",
                "INSERT INTO items VALUES (2, 'last')");

        assertThat(capture.changesUntil("insert 2,last"::equals))
                .containsExactly(
                        "insert 1,a",
                        "message orders.new,one",
                        "update 1,b",
                        "message notes,caf\u00e9",
                        "message blob,\0A",
                        "insert 2,last");
    }

    /** G6, G7: of messages. */
    @Test
    void messagesOfWhatIsRolledBackNeverCome() {
        capture.option("messages", "*").live();

        database.execute(
                "BEGIN;" + emit(true, "m", "'kept 1'") + "SAVEPOINT s;" + emit(true, "m", "'lost 1'")
                        + "INSERT INTO items VALUES (1, 'lost'); ROLLBACK TO s;" + emit(true, "m", "'kept 2'")
                        + "COMMIT",
                "BEGIN;" + emit(true, "m", "'lost 2'") + "ROLLBACK",
                emit(true, "m", "'last'"));

        assertThat(capture.changesUntil("message m,last"::equals))
                .containsExactly("message m,kept 1", "message m,kept 2", "message m,last");
    }

    @Test
    void aMessageOfNoTransactionComesAtOnceThoughItsTransactionIsRolledBack() throws SQLException {
        capture.option("messages", "*").live();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO items VALUES (1, 'rolled back')");
            statement.execute(emit(false, "m", "'at once'"));
            database.execute("INSERT INTO items VALUES (2, 'beside it')"); // what flushes the log

            assertThat(capture.changesUntil("insert 2,beside it"::equals))
                    .containsExactly("message m,at once", "insert 2,beside it");
            connection.rollback();
        }
        database.execute("INSERT INTO items VALUES (3, 'last')");

        assertThat(capture.changesUntil("insert 3,last"::equals)).containsExactly("insert 3,last");
    }

    /** P2, C5: of messages that are transactions by themselves, beside one that is open all the while. */
    @Test
    void noMessageIsLostAndNoneThatIsConfirmedComesAgain() throws SQLException {
        capture.option("messages", "*").live();
        try (Connection connection = database.connect();
                Statement open = connection.createStatement()) {
            connection.setAutoCommit(false);
            open.execute("INSERT INTO items VALUES (1, 'open')");
            String lsn = database.query(emit(false, "m", "'1'"));
            assertThat(confirmMessage()).isEqualTo(lsn);
            capture.close();
            database.execute(emit(false, "m", "'2'"));
            open.execute(emit(true, "m", "'within'"));
            open.execute(emit(false, "m", "'3'"));
            connection.commit();
        }
        database.execute("INSERT INTO items VALUES (2, 'between')", emit(false, "m", "'4'"));
        String[] left = {
            "message m,2", "message m,3", "insert 1,open", "message m,within", "insert 2,between", "message m,4"
        };

        capture.live(LiveMode.RESUME);
        assertThat(capture.changesUntil("message m,4"::equals)).containsExactly(left);
        capture.close(); // nothing of that was confirmed
        capture.live(LiveMode.RESUME);
        capture.confirmUpTo("message m,4");
        capture.close();
        capture.live(LiveMode.RESUME);
        database.execute("INSERT INTO items VALUES (3, 'last')");

        assertThat(capture.changesUntil("insert 3,last"::equals)).containsExactly("insert 3,last");
    }

    /** Polls up to a message and confirms its own place, not what may have come behind it; returns that place. */
    private String confirmMessage() {
        List<String> places = new ArrayList<>();
        capture.pollUntil(
                () -> !places.isEmpty(),
                batch -> {
                    ChangeCursor change = batch.cursor();
                    if (change.next()) {
                        places.add(
                                new String(change.texts(), change.positionOffset(), change.positionLength(), US_ASCII));
                    }
                },
                places);
        String place = places.get(0);
        capture.stream().confirm(new Position(Lsn.parse(place), place));
        return place;
    }

    @Test
    void whatIsNoTextStopsUntilItIsDeclaredAsOctets() {
        capture.option("messages", "*").live();
        String lsn = database.query(emit(true, "m", "'\\xff00'::bytea"));

        assertThat(capture.failure())
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE))
                .hasMessageContaining("the message with prefix m at " + lsn + ": its content is no text in UTF-8")
                .hasMessageContaining("`binary-messages`");
        capture.close();
        capture.option("binary-messages", "m").live(LiveMode.RESUME);
        assertThat(capture.changesUntil(change -> change.startsWith("message"))).containsExactly("message m,\ufffd\0");
    }

    /** Larger than every buffer and batch. */
    @Test
    void aHugeMessageComesWhole() {
        capture.option("messages", "*").live();
        String content = "repeat('0123456789', " + HUGE / 10 + ")";

        database.execute("BEGIN;" + emit(true, "m", content) + "INSERT INTO items VALUES (1, 'a'); COMMIT");
        database.execute(emit(false, "m", content), "INSERT INTO items VALUES (2, 'last')");

        List<String> changes = capture.changesUntil("insert 2,last"::equals);
        assertThat(changes).hasSize(4);
        assertThat(changes.get(0)).isEqualTo(changes.get(2)).isEqualTo("message m," + "0123456789".repeat(HUGE / 10));
    }

    /** E1: (sequence, ordinal) is a row's version, and some of the transaction may be written with it already. */
    @Test
    void rowsKeepTheirNumbersWhenNobodyWantsMessagesAnyMore() {
        capture.option("messages", "*").live();
        database.execute("BEGIN;" + emit(true, "m", "'1'") + "INSERT INTO items VALUES (1, 'a');"
                + emit(true, "m", "'2'") + "UPDATE items SET v = 'b'; COMMIT");
        assertThat(numbered()).containsExactly("message 0", "insert 1", "message 2", "update 3");
        capture.close();

        capture.without("messages").live(LiveMode.RESUME);

        assertThat(numbered()).containsExactly("insert 1", "update 3");
    }

    /** Operations and ordinals up to an update. */
    private List<String> numbered() {
        List<String> seen = new ArrayList<>();
        capture.pollUntil(
                () -> seen.stream().anyMatch(change -> change.startsWith("update")),
                batch -> {
                    ChangeCursor change = batch.cursor();
                    while (change.next()) {
                        seen.add(change.operation().text() + " " + change.ordinal());
                    }
                },
                seen);
        return seen;
    }

    private static String emit(boolean transactional, String prefix, String content) {
        return "SELECT pg_logical_emit_message(" + transactional + ", '" + prefix + "', " + content + ");";
    }

    /** G25 */
    @Test
    void aPreparedTransactionComesWhenItIsCommittedAlsoAfterARestart() throws SQLException {
        capture.live();
        prepare("kept", "INSERT INTO items VALUES (1, 'prepared')");
        prepare("dropped", "INSERT INTO items VALUES (2, 'dropped')");
        database.execute("INSERT INTO items VALUES (3, 'between')");
        capture.confirmUpTo("insert 3,between");
        capture.close();
        database.execute("INSERT INTO items VALUES (4, 'while away')");

        capture.live(LiveMode.RESUME);
        database.execute("ROLLBACK PREPARED 'dropped_" + database.name() + "'");
        database.execute("COMMIT PREPARED 'kept_" + database.name() + "'", "INSERT INTO items VALUES (5, 'last')");

        assertThat(capture.changesUntil("insert 5,last"::equals))
                .containsExactly("insert 4,while away", "insert 1,prepared", "insert 5,last");
    }

    private void prepare(String name, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute(sql);
            statement.execute("PREPARE TRANSACTION '" + name + "_" + database.name() + "'");
        }
    }

    /** G10 */
    @Test
    void keysThatMoveWithinATransactionMeetNoOther() {
        database.execute("INSERT INTO items VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        capture.live();

        database.execute(
                "BEGIN; UPDATE items SET id = 9 WHERE id = 1; UPDATE items SET id = 1 WHERE id = 2;"
                        + " UPDATE items SET id = 2 WHERE id = 9; COMMIT",
                "BEGIN; DELETE FROM items WHERE id = 3; INSERT INTO items VALUES (3, 'new'); COMMIT",
                "BEGIN; INSERT INTO items VALUES (4, 'short'); DELETE FROM items WHERE id = 4; COMMIT",
                "BEGIN; UPDATE items SET id = 5, v = 'moved' WHERE id = 3; UPDATE items SET v = 'again' WHERE id = 5;"
                        + " INSERT INTO items VALUES (3, 'other'); COMMIT");

        assertThat(capture.changesUntil("insert 3,other"::equals))
                .containsExactly(
                        "delete 1,~",
                        "insert 9,a",
                        "delete 2,~",
                        "insert 1,b",
                        "delete 9,~",
                        "insert 2,a",
                        "delete 3,~",
                        "insert 3,new",
                        "insert 4,short",
                        "delete 4,~",
                        "delete 3,~",
                        "insert 5,moved",
                        "update 5,again",
                        "insert 3,other");
    }

    /** G11: the tables that a cascade reaches are named, too, those that are not captured left out. */
    @Test
    void truncateNamesEveryTableThatItReaches() {
        database.execute(
                "CREATE TABLE parts (id int PRIMARY KEY, item int REFERENCES items)",
                "CREATE TABLE hidden (id int PRIMARY KEY, item int REFERENCES items)",
                "INSERT INTO items VALUES (1, 'a')");
        capture.exclude("public", "hidden").live();

        database.execute(
                "BEGIN; INSERT INTO parts VALUES (1, 1); TRUNCATE items CASCADE; INSERT INTO items VALUES (2, 'b');"
                        + " COMMIT",
                "TRUNCATE hidden",
                "TRUNCATE parts",
                "INSERT INTO items VALUES (3, 'c')");

        assertThat(capture.changesUntil("insert 3,c"::equals))
                .containsExactly(
                        "insert 1,1",
                        "truncate public.items",
                        "truncate public.parts",
                        "insert 2,b",
                        "truncate public.parts",
                        "insert 3,c");
    }
}
