package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Streams narrow rows into the hashes of a Redis by Leat, beside a loader that sends the same hashes as bytes without a source. Redis
 * runs its commands in one thread: how much of a core that has taken shows whether it is the bound.
 */
public final class RedisComparison {
    private static final String PIPELINE = "redis";
    private static final String SLOT = "leat_" + PIPELINE;
    private static final String BASE_SLOT = "base";

    private RedisComparison() {}

    /**
     * Prints a line per round, then the median of the ratios.
     *
     * @param args rows (default 1,000,000), rounds (default 5)
     */
    public static void main(String[] args) throws IOException, SQLException {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (PostgresServer server =
                        PostgresServer.builder().setting("max_wal_size", "8GB").start();
                TestDatabase database = server.createDatabase();
                Connection session = database.connectAsSuperuser();
                RedisServer redis = RedisServer.builder().start();
                RespLoader loader = new RespLoader(redis.url());
                Distribution leat = Distribution.inTemporaryFolder()) {
            Slots slots = new Slots(session);
            SourceDatabase source = new PostgresSource(database);
            StreamWorkload.W1.create(source, rows);
            Path file = leat.write(
                    PIPELINE,
                    StreamWorkload.W1.pipeline(
                            source, PIPELINE, List.of("  - type: redis", "    url: " + redis.url(), "    mode: hash")));
            leat.runUntilCaughtUp(file).mute().run();
            slots.copy(SLOT, BASE_SLOT);
            leat.keepState();
            loader.keep();
            StreamWorkload.W1.write(source, rows);
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                loader.restore();
                double before = loader.cpuSeconds();
                Duration ofLoader = loader.load(StreamWorkload.W1.table(), rows);
                double afterLoader = loader.cpuSeconds();
                loader.restore();
                slots.copy(BASE_SLOT, SLOT);
                leat.restoreState();
                double beforeLeat = loader.cpuSeconds();
                Measured ofLeat = leat.runUntilCaughtUp(file).mute().run(rows, () -> slots.sender(SLOT));
                double atEnd = loader.cpuSeconds();
                ratios[round] = (double) ofLoader.toNanos() / ofLeat.time().toNanos();
                out.printf(
                        "loader %,11.0f rows/s, redis %.2f of a core   leat %,11.0f rows/s, redis %.2f of a core, leat %.2f,"
                                + " sender %.2f CPU s per million rows%n",
                        rows * 1e9 / ofLoader.toNanos(),
                        (afterLoader - before) * 1e9 / ofLoader.toNanos(),
                        ofLeat.rowsPerSecond(),
                        (atEnd - beforeLeat) * 1e9 / ofLeat.time().toNanos(),
                        ofLeat.readerSecondsPerMillion(),
                        ofLeat.serverSecondsPerMillion());
                if (loader.keys() < rows) {
                    throw new IllegalStateException("rows are missing: " + loader.keys());
                }
            }
            out.printf("leat / loader, median of %d rounds: rows/s %s%n", rounds, Median.of(ratios));
        }
    }
}
