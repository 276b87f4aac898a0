package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do to the publication, mostly while the pipeline is down. The server decodes with what it was at each place of the log. */
final class PublicationIT {
    private static final int LISTS_SINCE = 15;

    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void stream() {
        database = PostgresServer.shared().createDatabase();
        database.execute(
                "CREATE TABLE items (id int PRIMARY KEY, v text)",
                "CREATE TABLE days (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM (1) TO (2)");
        capture = TestCapture.of(database);
        capture.live();
        capture.close();
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    /** G14 */
    @Test
    void aTableThatLeftThePublicationIsAGap() {
        database.execute("ALTER PUBLICATION leat_test DROP TABLE items");

        requireGap("public.items was taken out of publication leat_test:");
    }

    /** G14: it looks as if nothing had happened */
    @Test
    void aTableThatLeftThePublicationForAWhileIsAGap() {
        database.execute(
                "ALTER PUBLICATION leat_test DROP TABLE items",
                "INSERT INTO items VALUES (1, 'unseen')",
                "ALTER PUBLICATION leat_test ADD TABLE items");

        requireGap("public.items was taken out of publication leat_test and put in again:");
        assertThat(capture.live(LiveMode.RESEED).start().kind()).isEqualTo(StreamStart.Kind.RESUMED);
        capture.close();
        assertThat(capture.live().start().kind()).as("mended").isEqualTo(StreamStart.Kind.RESUMED);
    }

    /** G14: between two looks */
    @Test
    void aTableThatLeavesThePublicationForAWhileEndsTheStream() {
        capture = TestCapture.of(database).watchEvery(Duration.ofMillis(50));
        capture.live();
        database.execute("ALTER PUBLICATION leat_test DROP TABLE items; ALTER PUBLICATION leat_test ADD TABLE items");

        CdcException gap = capture.failure();
        assertThat(gap.kind()).isEqualTo(ErrorKind.GAP);
        assertThat(gap).hasMessageContaining("public.items was taken out of publication leat_test and put in again:");
    }

    /** G24: the list of columns is replaced at once */
    @Test
    void goesOnWhenAPublicationOfTheFileListsMoreColumns() {
        assumeTrue(PostgresServer.shared().major() >= LISTS_SINCE, "this server has no column lists");
        database.execute("CREATE PUBLICATION mine FOR TABLE items (id)");
        capture = TestCapture.of(database)
                .option("slot", "leat_mine_" + database.name())
                .option("publication", "mine")
                .exact("public", "items", "id");
        capture.live();
        capture.close();
        database.execute("ALTER PUBLICATION mine SET TABLE items (id, v)", "INSERT INTO items VALUES (1, 'a')");

        capture.live();

        assertThat(capture.changesUntil("insert 1"::equals)).containsExactly("insert 1");
    }

    /** G14, G12 */
    @Test
    void aPartitionedTableThatLeftThePublicationForAWhileIsAGap() {
        database.execute(
                "ALTER PUBLICATION leat_test DROP TABLE days",
                "INSERT INTO days VALUES (1, 1)",
                "ALTER PUBLICATION leat_test ADD TABLE days");

        requireGap("public.days was taken out of publication leat_test and put in again:");
    }

    /** G14 */
    @Test
    void aPublicationThatWasMadeAnewIsAGap() {
        database.execute(
                "DROP PUBLICATION leat_test",
                "CREATE PUBLICATION leat_test FOR TABLE ONLY items, days WITH (publish_via_partition_root = true)");

        requireGap("public.items was taken out of publication leat_test and put in again");
    }

    /** G14 */
    @Test
    void aTableThatWasMadeAnewIsAGap() {
        database.execute("DROP TABLE items", "CREATE TABLE items (id int PRIMARY KEY, v text)");

        requireGap("public.items was dropped and created anew:");
    }

    /** G12: the partition is published by its root */
    @Test
    void goesOnWhenAPartitionIsAttached() {
        database.execute(
                "CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM (2) TO (3)", "INSERT INTO days VALUES (1, 2)");

        capture.live();

        assertThat(capture.changesUntil("insert 1,2"::equals)).containsExactly("insert 1,2");
    }

    private void requireGap(String message) {
        CdcException gap = capture.refusal();
        assertThat(gap.kind()).isEqualTo(ErrorKind.GAP);
        assertThat(gap).hasMessageContaining(message);
        capture.close();
    }
}
