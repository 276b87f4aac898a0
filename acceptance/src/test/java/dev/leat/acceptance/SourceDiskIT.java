package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leat.acceptance.oracle.RedisComparison;
import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.SizedFolder;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source whose disk gets full. */
@Timeout(300)
@Tag("slow")
final class SourceDiskIT {
    private static final List<String> ROWS = List.of("public.t");
    private static final int DISK_MEGABYTES = 400;

    /** What a transaction with its decoding needs is more than that. */
    private static final int LEFT_MEGABYTES = 24;

    private final RedisTarget target = Servers.newTarget();

    // G21: first what a walsender puts on disk finds no room, then the log itself, at which the server ends
    @Test
    void goesOnWhenThereIsRoomAgain() throws IOException {
        Optional<SizedFolder> mounted = SizedFolder.ofMegabytes(DISK_MEGABYTES);
        assumeTrue(mounted.isPresent(), "no file system of limited size can be mounted here: needs root on Linux");
        try (SizedFolder disk = mounted.get();
                PostgresServer server = PostgresServer.builder()
                        .within(disk.path())
                        .setting("logical_decoding_work_mem", "64kB")
                        .setting("max_wal_size", "64MB")
                        .start();
                TestDatabase source = server.createDatabase()) {
            source.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, v text)",
                    "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 1000) i");
            LocalSetup setup = LocalSetup.of("full", source, target, ROWS);
            try (LocalPipeline pipeline = new LocalPipeline(setup)) {
                pipeline.start();
                pipeline.awaitSeeded();
                int rows = 1000;
                for (boolean readsTables : new boolean[] {false, true}) {
                    if (readsTables) {
                        pipeline.stop();
                        pipeline.askForReseed();
                        pipeline.start();
                    }
                    Path ballast = fill(disk.path());
                    rows = insertUntilRefused(source, rows);
                    Files.delete(ballast);
                    awaitRoom(server);
                    source.execute("UPDATE t SET v = 'there is room' WHERE id % 10 = 0");
                    pipeline.awaitCaughtUp(source);

                    new RedisComparison(source, target).requireEqual(ROWS);
                }
                assertThat(rows).isGreaterThan(1000);
            }
        }
    }

    private static Path fill(Path disk) throws IOException {
        long bytes = Files.getFileStore(disk).getUsableSpace() - ((long) LEFT_MEGABYTES << 20);
        Path ballast = disk.resolve("ballast");
        byte[] megabyte = new byte[1 << 20];
        try (var out = Files.newOutputStream(ballast)) {
            for (long written = 0; written < bytes; written += megabyte.length) {
                out.write(megabyte);
            }
        }
        return ballast;
    }

    /** Returns the highest id that may have committed. */
    private static int insertUntilRefused(TestDatabase source, int last) {
        int rows = last;
        try {
            for (int i = 0; i < 100; i++) {
                source.execute("INSERT INTO t SELECT i, repeat('x', 200) FROM generate_series(" + (rows + 1) + ", "
                        + (rows + 5000) + ") i");
                rows += 5000;
            }
        } catch (IllegalStateException refused) {
            return rows + 5000;
        }
        throw new AssertionError("the disk did not get full");
    }

    /** The server may have ended, or be at it, or have recovered by itself. */
    private static void awaitRoom(PostgresServer server) {
        Awaitility.await("the server is there again")
                .atMost(60, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> {
                    if (!server.isRunning()) {
                        server.start();
                    }
                    return server.query("SELECT 1").equals("1");
                });
    }
}
