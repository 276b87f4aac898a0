package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;

/**
 * Seeds narrow rows into {@code discard} by Leat, with one reader and with two, beside {@code COPY TO STDOUT} on one connection.
 * Leat's time is that of a whole run less that of a run over an empty table: chunks, boundaries, the barrier and the finished
 * seed state are in it.
 */
public final class SeedComparison {
    private static final int[] READERS = {1, 2};

    private final TestDatabase database;
    private final Slots slots;
    private final Distribution leat;
    private final String chunkRows;
    private final PrintStream out;

    private SeedComparison(TestDatabase database, Slots slots, Distribution leat, String chunkRows, PrintStream out) {
        this.database = database;
        this.slots = slots;
        this.leat = leat;
        this.chunkRows = chunkRows;
        this.out = out;
    }

    /**
     * Prints a line per round, then the median of the ratios.
     *
     * @param args rows (default 2,000,000), rounds (default 5), {@code seed.chunk-rows} (default: Leat's)
     */
    public static void main(String[] args) throws IOException, SQLException {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 2_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        String chunkRows = args.length > 2 ? ", chunk-rows: " + Integer.parseInt(args[2]) : "";
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (PostgresServer server = PostgresServer.builder()
                        .setting("max_wal_size", "8GB")
                        .setting("shared_buffers", "2GB") // the table fits: what is compared is not the disk
                        .start();
                TestDatabase database = server.createDatabase();
                Connection session = database.connectAsSuperuser();
                Distribution leat = Distribution.inTemporaryFolder()) {
            new SeedComparison(database, new Slots(session), leat, chunkRows, out).run(rows, rounds);
        }
    }

    private void run(long rows, int rounds) throws IOException, SQLException {
        NarrowTable empty = new NarrowTable(database, "empty");
        empty.create();
        for (NarrowTable.Key key : NarrowTable.Key.values()) {
            NarrowTable full = new NarrowTable(database, "narrow_" + key.name().toLowerCase(Locale.ROOT), key);
            full.create();
            full.insert(rows);
            database.execute("VACUUM ANALYZE " + full.name());
            compare(empty, full, rows, rounds);
        }
    }

    private void compare(NarrowTable empty, NarrowTable full, long rows, int rounds) throws IOException, SQLException {
        copy(full); // once for the server's cache
        double[][] ratios = new double[READERS.length][rounds];
        for (int round = 0; round < rounds; round++) {
            Duration ofCopy = copy(full);
            out.printf("key %s: COPY %,11.0f rows/s", full.key(), perSecond(rows, ofCopy));
            for (int i = 0; i < READERS.length; i++) {
                String pipeline = full.name() + round + "_" + READERS[i];
                Duration ofStart = seed(empty, pipeline + "_empty", READERS[i]);
                Duration ofSeed = seed(full, pipeline, READERS[i]).minus(ofStart);
                ratios[i][round] = (double) ofCopy.toNanos() / ofSeed.toNanos();
                out.printf(
                        "   leat with %d %,11.0f rows/s (start and end took %.1f s)",
                        READERS[i], perSecond(rows, ofSeed), ofStart.toMillis() / 1e3);
            }
            out.println();
        }
        for (int i = 0; i < READERS.length; i++) {
            out.printf(
                    "key %s, leat with %d reader(s) / COPY, median of %d rounds: rows/s %s%n",
                    full.key(), READERS[i], rounds, Median.of(ratios[i]));
        }
    }

    private Duration copy(NarrowTable table) throws SQLException, IOException {
        try (Connection connection = database.connect()) {
            long start = System.nanoTime();
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY " + table.name() + " TO STDOUT", OutputStream.nullOutputStream());
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private Duration seed(NarrowTable table, String pipeline, int readers) throws IOException, SQLException {
        List<String> file = new ArrayList<>(table.pipeline(pipeline));
        file.add("seed: {parallelism: " + readers + chunkRows + "}");
        Duration time = leat.runUntilCaughtUp(leat.write(pipeline, file)).mute().run();
        slots.drop("leat_" + pipeline);
        return time;
    }

    private static double perSecond(long rows, Duration time) {
        return rows * 1e9 / time.toNanos();
    }
}
