package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.LiveMode;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A slot that stands before what was confirmed: a crashed server has forgotten, or it is a copy from before that. Here a copy
 * of the slot takes its place.
 */
final class SlotBehindIT {
    private static final int COMMIT_FIELD = 5;
    private static final int XID_FIELD = 6;

    private TestDatabase database;
    private TestCapture capture;
    private String atTheSlot;

    @BeforeEach
    void confirmTwoTransactionsBehindTheSlot() throws SQLException {
        database = PostgresServer.shared().createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, v text)");
        capture = TestCapture.of(database);
        insertAndConfirm(1);
        atTheSlot = cursor();
        String slot = "leat_" + database.name();
        try (Connection session = database.connectAsSuperuser();
                Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_copy_logical_replication_slot('" + slot + "', '" + slot + "_kept')");
            insertAndConfirm(2);
            insertAndConfirm(3);
            statement.execute("SELECT pg_drop_replication_slot('" + slot + "')");
            statement.execute("SELECT pg_copy_logical_replication_slot('" + slot + "_kept', '" + slot + "')");
            statement.execute("SELECT pg_drop_replication_slot('" + slot + "_kept')");
        }
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    private void insertAndConfirm(int id) {
        capture.live();
        database.execute("INSERT INTO items VALUES (" + id + ", 'a')");
        capture.confirmUpTo("insert " + id + ",a");
        capture.close();
    }

    private String cursor() {
        return new String(capture.state().read("cursor").orElseThrow(), UTF_8);
    }

    private static String[] fields(String cursor) {
        return cursor.split(" ", -1);
    }

    private void alterCursor(UnaryOperator<String[]> altered) {
        String text = String.join(" ", altered.apply(fields(cursor())));
        capture.state().write("cursor", text.getBytes(UTF_8));
    }

    private void requireNextChange() {
        database.execute("INSERT INTO items VALUES (4, 'a')");
        assertThat(capture.changesUntil("insert 4,a"::equals)).containsExactly("insert 4,a");
    }

    /** G16, E2 */
    @Test
    void goesOnWhereTheLogHasWhatWasConfirmed() {
        capture.live();

        requireNextChange();
    }

    /** G16: a message outside of transactions is a position, and no commit */
    @Test
    void goesOnBehindMessages() throws SQLException {
        capture.option("messages", "*");
        capture.live();
        database.execute("INSERT INTO items VALUES (4, 'a')", "SELECT pg_logical_emit_message(false, 'm', 'said')");
        capture.confirmUpTo("message m,said");
        capture.close();
        String[] fields = fields(cursor());

        assertThat(fields[COMMIT_FIELD])
                .as("before %s", fields[COMMIT_FIELD - 1])
                .isNotEqualTo(fields[COMMIT_FIELD - 1]);
    }

    /** G16, P12 */
    @Test
    void isAGapWhereAnotherTransactionWasCommittedThere() {
        alterCursor(fields -> {
            fields[XID_FIELD] = "4294967295";
            return fields;
        });

        CdcException gap = capture.refusal();

        assertThat(gap.kind()).isEqualTo(ErrorKind.GAP);
        assertThat(gap)
                .hasMessageStartingWith("the server was restored from an older copy and has been written since")
                .hasMessageContaining("the pipeline had: transaction 4294967295 at " + fields(cursor())[COMMIT_FIELD]);
        capture.close();
        capture.live(LiveMode.RESEED);
        capture.close();
        capture.live();
        requireNextChange();
    }

    /** G16, P12: between the last commit that was received and the position that a keepalive confirmed */
    @Test
    void isAGapWhereSomethingWasCommittedThatThePipelineNeverGot() {
        String[] before = fields(atTheSlot);
        alterCursor(fields -> {
            fields[COMMIT_FIELD] = before[COMMIT_FIELD];
            fields[XID_FIELD] = before[XID_FIELD];
            return fields;
        });

        assertThat(capture.refusal())
                .hasMessageStartingWith("the server was restored from an older copy and has been written since")
                // a copy of a slot may stand further back than its original
                .hasMessageMatching(".*; the pipeline had: (none|transaction " + before[XID_FIELD] + " at "
                        + before[COMMIT_FIELD] + ")");
    }

    /** G16: what an earlier version stored has no commit to look for */
    @Test
    void goesOnWhereTheLastCommitIsNotKnown() {
        alterCursor(fields -> new String[] {"1", fields[1], fields[2], fields[3], fields[4]});

        capture.live();

        requireNextChange();
    }
}
