package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** G12: a partitioned table is one table, whatever its partitions are called and wherever a row lies. */
final class PartitionIT {
    private TestDatabase database;
    private TestCapture capture;

    @BeforeEach
    void createTable() {
        database = PostgresServer.shared().createDatabase();
        database.execute(
                "CREATE TABLE root (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
                "CREATE TABLE low PARTITION OF root FOR VALUES FROM (0) TO (100)",
                "CREATE TABLE high PARTITION OF root FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (id)",
                "CREATE TABLE high_a PARTITION OF high FOR VALUES FROM (100) TO (150)",
                "CREATE TABLE high_b PARTITION OF high FOR VALUES FROM (150) TO (200)");
        capture = TestCapture.of(database);
    }

    @AfterEach
    void dropDatabase() {
        capture.close();
        database.close();
    }

    @Test
    void rowsOfNestedPartitionsAreTheRootsAndMoveBetweenThem() {
        capture.live();
        database.execute(
                "INSERT INTO root VALUES (1, 'x'), (110, 'y')",
                "INSERT INTO high_b VALUES (160, 'z')",
                "UPDATE root SET id = 120 WHERE id = 1",
                "UPDATE root SET id = 170 WHERE id = 120",
                "UPDATE high_b SET v = 'w' WHERE id = 170");

        assertThat(capture.schemas())
                .singleElement()
                .satisfies(schema -> assertThat(schema.table().toString()).isEqualTo("public.root"));
        assertThat(capture.changesUntil("update 170,w"::equals))
                .containsExactly(
                        "insert 1,x",
                        "insert 110,y",
                        "insert 160,z",
                        "delete 1,~",
                        "insert 120,x",
                        "delete 120,~",
                        "insert 170,x",
                        "update 170,w");
    }

    /** The columns of a table that is attached may lie in another order, and its rows come without a change of theirs. */
    @Test
    void aPartitionThatIsAttachedBelongsToTheRootFromThenOn() {
        database.execute(
                "CREATE TABLE late (gone int, v text, id int NOT NULL)",
                "ALTER TABLE late DROP COLUMN gone",
                "INSERT INTO late VALUES ('before', 210)",
                "ALTER TABLE late ADD PRIMARY KEY (id)");
        capture.live();
        database.execute(
                "ALTER TABLE root ATTACH PARTITION late FOR VALUES FROM (200) TO (300)",
                "INSERT INTO root VALUES (220, 'through the root')",
                "INSERT INTO late VALUES ('itself', 230)",
                "UPDATE root SET v = 'seen' WHERE id = 210",
                "UPDATE root SET id = 5 WHERE id = 220",
                "DELETE FROM late WHERE id = 230");

        assertThat(capture.changesUntil("delete 230,~"::equals))
                .containsExactly(
                        "insert 220,through the root",
                        "insert 230,itself",
                        "update 210,seen",
                        "delete 220,~",
                        "insert 5,through the root",
                        "delete 230,~");
    }

    /** Version 14 goes on with what it knew of the partition until the stream is opened anew. */
    @Test
    void aPartitionThatIsDetachedBelongsToItNoMore() {
        Assumptions.assumeThat(database.server().major()).isGreaterThan(14);
        database.execute("INSERT INTO root VALUES (1, 'x'), (110, 'y')");
        capture.live();
        database.execute(
                "UPDATE root SET v = 'a' WHERE id = 110",
                "ALTER TABLE high DETACH PARTITION high_a",
                "UPDATE high_a SET v = 'b' WHERE id = 110",
                "TRUNCATE high_a",
                "INSERT INTO root VALUES (160, 'z')");

        assertThat(capture.changesUntil("insert 160,z"::equals)).containsExactly("update 110,a", "insert 160,z");
    }

    /** G11: what the server sends of a partition alone is not its root's. */
    @Test
    void truncateOfTheRootIsOneAndOfAPartitionIsNone() {
        database.execute("INSERT INTO root VALUES (1, 'x'), (110, 'y')");
        capture.live();
        database.execute(
                "TRUNCATE root",
                "INSERT INTO root VALUES (2, 'x'), (111, 'y')",
                "TRUNCATE high",
                "INSERT INTO root VALUES (3, 'z')");

        assertThat(capture.changesUntil("insert 3,z"::equals))
                .containsExactly("truncate public.root", "insert 2,x", "insert 111,y", "insert 3,z");
    }
}
