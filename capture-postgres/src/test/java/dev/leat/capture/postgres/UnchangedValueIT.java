package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** G8: a value that is stored beside its row is not logged unless it changes; it is never taken for null. */
final class UnchangedValueIT {
    private static final Pattern LONG = Pattern.compile("(\\w)\\1{1999,}");

    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createTable() {
        database = PostgresServer.shared().createDatabase();
        database.execute(
                "CREATE TABLE docs (id int PRIMARY KEY, big text, other int NOT NULL)",
                "ALTER TABLE docs ALTER big SET STORAGE EXTERNAL",
                "CREATE UNIQUE INDEX docs_other ON docs (other)",
                "INSERT INTO docs VALUES (1, repeat('x', 3000), 1), (2, NULL, 2)");
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    private void changeRows() {
        database.execute(
                "UPDATE docs SET other = 11 WHERE id = 1",
                "UPDATE docs SET other = 12 WHERE id = 2",
                "UPDATE docs SET big = NULL WHERE id = 1",
                "UPDATE docs SET big = repeat('y', 3000) WHERE id = 1",
                "UPDATE docs SET id = 3 WHERE id = 1",
                "BEGIN; INSERT INTO docs VALUES (4, repeat('z', 3000), 4); UPDATE docs SET other = 14 WHERE id = 4;"
                        + " UPDATE docs SET id = 5 WHERE id = 4; COMMIT",
                "DELETE FROM docs WHERE id = 5");
    }

    @Test
    void withADefaultIdentityItIsNotInTheLog() {
        capture.live();
        changeRows();

        assertThat(changesUntil("delete 5,~,~"))
                .containsExactly(
                        "update 1,~,11",
                        "update 2,null,12",
                        "update 1,null,11",
                        "update 1,y..,11",
                        "delete 1,~,~",
                        "insert 3,~,11",
                        "insert 4,z..,4",
                        "update 4,~,14",
                        "delete 4,~,~",
                        "insert 5,~,14",
                        "delete 5,~,~");
    }

    @Test
    void withAnIndexAsIdentityItIsNotInTheLog() {
        database.execute("ALTER TABLE docs REPLICA IDENTITY USING INDEX docs_other");
        capture.live();
        changeRows();

        assertThat(changesUntil("delete ~,~,14"))
                .containsExactly(
                        "delete ~,~,1",
                        "insert 1,~,11",
                        "delete ~,~,2",
                        "insert 2,null,12",
                        "update 1,null,11",
                        "update 1,y..,11",
                        "update 3,~,11",
                        "insert 4,z..,4",
                        "delete ~,~,4",
                        "insert 4,~,14",
                        "update 5,~,14",
                        "delete ~,~,14");
    }

    @Test
    void withWholeOldRowsItComesFromThere() {
        database.execute("ALTER TABLE docs REPLICA IDENTITY FULL");
        capture.live();
        changeRows();

        assertThat(changesUntil("delete 5,z..,14"))
                .containsExactly(
                        "update 1,x..,11",
                        "update 2,null,12",
                        "update 1,null,11",
                        "update 1,y..,11",
                        "delete 1,y..,11",
                        "insert 3,y..,11",
                        "insert 4,z..,4",
                        "update 4,z..,14",
                        "delete 4,z..,14",
                        "insert 5,z..,14",
                        "delete 5,z..,14");
    }

    /** A key that is stored beside its row is logged with the old key, changed or not. */
    @Test
    void aKeyIsNeverUnchanged() {
        database.execute(
                "CREATE TABLE keyed (id text PRIMARY KEY, n int, big text)",
                "ALTER TABLE keyed ALTER id SET STORAGE EXTERNAL",
                "ALTER TABLE keyed ALTER big SET STORAGE EXTERNAL");
        capture.live();

        database.execute(
                "INSERT INTO keyed VALUES (repeat('k', 2500), 1, repeat('x', 3000))",
                "UPDATE keyed SET n = 2",
                "ALTER TABLE keyed REPLICA IDENTITY FULL",
                "UPDATE keyed SET n = 3",
                "ALTER TABLE keyed REPLICA IDENTITY DEFAULT",
                "UPDATE keyed SET n = 4, id = repeat('l', 2500)",
                "DELETE FROM keyed");

        assertThat(changesUntil("delete l..,~,~"))
                .containsExactly(
                        "insert k..,1,x..",
                        "update k..,2,~",
                        "update k..,3,x..",
                        "delete k..,~,~",
                        "insert l..,4,~",
                        "delete l..,~,~");
    }

    private List<String> changesUntil(String last) {
        return capture.changesUntil(change -> shortened(change).equals(last)).stream()
                .map(UnchangedValueIT::shortened)
                .toList();
    }

    private static String shortened(String change) {
        return LONG.matcher(change).replaceAll("$1..");
    }
}
