package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LeatProcess;
import dev.leat.acceptance.pipeline.PipelineFile;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Another server answers at the source's address: its successor, an older copy of it, or one that took over its data. */
@Timeout(300)
@Tag("server-version")
@Tag("slow")
final class FailoverIT {
    private static final List<String> TABLES = List.of("public.t");
    private static final int SLOT_SYNC_SINCE = 17;

    private final RedisTarget target = Servers.newTarget();
    private final List<AutoCloseable> open = new ArrayList<>();
    private PostgresServer primary;
    private TcpFaultProxy address;
    private TestDatabase source;
    private String file;

    @TempDir
    private Path folder;

    @BeforeEach
    void seed() {
        primary = keep(PostgresServer.builder().start());
        address = keep(TcpFaultProxy.to(primary));
        source = primary.createDatabase();
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 300) i");
        file = PipelineFile.toRedis("shop", source.leatUrl(address.port()), TABLES, target.url())
                .in(folder);
        catchUp();
    }

    @AfterEach
    void close() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    // G17: the standby has the slot, so the pipeline goes on there by itself, in the same process
    @Test
    void goesOnBehindAFailoverThatKeptTheSlot() {
        assumeTrue(primary.major() >= SLOT_SYNC_SINCE, "this server does not hand slots to its standbys");
        primary.execute("SELECT pg_create_physical_replication_slot('standby')");
        primary.stop();
        PostgresServer standby = keep(PostgresServer.builder()
                .standbyOf(primary)
                .setting("primary_slot_name", "standby")
                .setting("hot_standby_feedback", "on")
                .setting("sync_replication_slots", "on")
                .start());
        primary.start();
        try (LeatProcess run = Commands.run(folder, file)) {
            source.execute("UPDATE t SET v = 'before' WHERE id = 1");
            awaitValue("t:1", "before");
            Awaitility.await("the slot on the standby")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> standby.query(
                                    "SELECT count(*) FROM pg_replication_slots WHERE synced AND NOT temporary")
                            .equals("1"));

            failOverTo(standby);
            source.execute("UPDATE t SET v = 'after' WHERE id = 2", "INSERT INTO t VALUES (1000, 'after')");

            awaitValue("t:1000", "after");
            new RedisComparison(source, target).requireEqual(TABLES);
            assertThat(run.isAlive()).as("the same process").isTrue();
        }
        catchUp();
        assertThat(catchUp()).contains(" 0 rows seeded");
    }

    // G16, G17, P12: the slot did not come with it
    @Test
    void stopsBehindAFailoverThatLostTheSlotUntilAReseed() {
        primary.stop();
        PostgresServer standby =
                keep(PostgresServer.builder().standbyOf(primary).start());
        primary.start();
        try (LeatProcess run = Commands.run(folder, file)) {
            source.execute("UPDATE t SET v = 'before' WHERE id = 1");
            awaitValue("t:1", "before");
            failOverTo(standby);
            source.execute("DELETE FROM t WHERE id % 10 = 0", "UPDATE t SET v = 'unseen' WHERE id % 10 = 1");

            assertThat(run.awaitExit()).as(run::err).isEqualTo(3);
            assertThat(run.err()).contains("slot leat_shop is gone").contains("leat reseed ");
        }
        requireGap("slot leat_shop is gone");
        requireMendedByReseed();
    }

    // G16: what was led already is not there any more
    @Test
    void stopsAtAnOlderCopyUntilAReseed() {
        primary.stop();
        PostgresServer copy = keep(PostgresServer.builder().copyOf(primary).start());
        copy.stop();
        primary.start();
        source.execute("UPDATE t SET v = 'newer' WHERE id % 2 = 0", "DELETE FROM t WHERE id % 10 = 0");
        catchUp();
        primary.stop();
        copy.start();
        address.redirect(copy);
        source = source.on(copy);

        requireGap("restored from an older copy");
        requireMendedByReseed();
    }

    // G16, P12: what was led already is not there, and others have written past it
    @Test
    void stopsAtAnOlderCopyThatWasWrittenSince() {
        primary.stop();
        PostgresServer copy = keep(PostgresServer.builder().copyOf(primary).start());
        copy.stop();
        primary.start();
        source.execute("UPDATE t SET v = 'newer' WHERE id % 2 = 0", "DELETE FROM t WHERE id % 10 = 0");
        catchUp();
        primary.stop();
        copy.start();
        address.redirect(copy);
        source = source.on(copy);
        source.execute(
                "INSERT INTO t SELECT i, 'other ' || i FROM generate_series(2001, 4000) i",
                "UPDATE t SET v = 'other' WHERE id > 1000");

        requireGap("written since");
        requireMendedByReseed();
    }

    // G16: pg_upgrade, or a dump that was restored, gives another system identifier
    @Test
    void stopsAtAnotherClusterUntilAReseedAndGoesOnWhenTheFirstIsBack() {
        PostgresServer other = keep(PostgresServer.builder().start());
        other.execute("CREATE DATABASE " + source.name() + " OWNER " + PostgresServer.USER);
        TestDatabase upgraded = source.on(other);
        upgraded.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, 'upgraded ' || i FROM generate_series(100, 200) i");
        address.redirect(other);

        requireGap("system identifier");
        try (LeatProcess check = LeatProcess.start(folder, "-Xmx64m", "check", file)) {
            assertThat(check.awaitExit()).as(check::err).isEqualTo(1);
            assertThat(check.out()).contains("system identifier").contains("leat reseed ");
        }

        address.redirect(primary);
        source.execute("UPDATE t SET v = 'still the first' WHERE id = 1");
        assertThat(catchUp()).as("nothing is remembered of a wrong address").contains(" 0 rows seeded");

        address.redirect(other);
        source = upgraded;
        requireGap("system identifier");
        requireMendedByReseed();
    }

    private void failOverTo(PostgresServer standby) {
        primary.stop();
        standby.promote();
        address.redirect(standby);
        source = source.on(standby);
    }

    private void awaitValue(String key, String value) {
        try (Jedis redis = target.open()) {
            Awaitility.await(key).atMost(Duration.ofSeconds(60)).until(() -> value.equals(redis.hget(key, "v")));
        }
    }

    private String catchUp() {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            run.expectSuccess();
            new RedisComparison(source, target).requireEqual(TABLES);
            return run.err();
        }
    }

    private void requireGap(String what) {
        try (LeatProcess run = Commands.catchUp(folder, file)) {
            assertThat(run.awaitExit()).as(run::err).isEqualTo(3);
            assertThat(run.err()).contains(what).contains("leat reseed ");
        }
    }

    private void requireMendedByReseed() {
        try (LeatProcess wish = Commands.reseed(folder, file)) {
            wish.expectSuccess();
        }
        catchUp();
        source.execute("INSERT INTO t VALUES (1001, 'streamed')");
        assertThat(catchUp()).contains(" 0 rows seeded");
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.add(opened);
        return opened;
    }
}
