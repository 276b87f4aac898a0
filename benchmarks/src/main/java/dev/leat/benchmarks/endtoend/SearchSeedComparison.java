package dev.leat.benchmarks.endtoend;

import dev.leat.benchmarks.endtoend.ReaderProcess.Clocked;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import dev.leat.testkit.server.search.SearchServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Seeds documents of 1 kB into a search server by Leat, beside a loader that sends the same bulk lines over as many connections
 * into an index with the same mapping and settings. The lines are those that a first run of Leat sent. Leat's time is that of a
 * whole run less that of a run over an empty table; both end when every document can be searched.
 */
public final class SearchSeedComparison {
    private static final String TABLE = "documents";
    private static final String EMPTY = "empty";

    private final TestDatabase database;
    private final SearchIndex index;
    private final Slots slots;
    private final Distribution leat;
    private final int connections;
    private final PrintStream out;

    private SearchSeedComparison(
            TestDatabase database,
            SearchIndex index,
            Slots slots,
            Distribution leat,
            int connections,
            PrintStream out) {
        this.database = database;
        this.index = index;
        this.slots = slots;
        this.leat = leat;
        this.connections = connections;
        this.out = out;
    }

    /**
     * Prints a line per round, then the median of the ratios.
     *
     * @param args documents (default 1,000,000), rounds (default 3), connections of the loader and lanes of Leat (default 4)
     */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        long documents = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int connections = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (PostgresServer server =
                        PostgresServer.builder().setting("max_wal_size", "8GB").start();
                TestDatabase database = server.createDatabase();
                Connection session = database.connectAsSuperuser();
                SearchServer search =
                        SearchServer.builder().javaOptions("-Xms2g", "-Xmx2g").start();
                Distribution leat = Distribution.inTemporaryFolder()) {
            new SearchSeedComparison(
                            database, new SearchIndex(search.url(), TABLE), new Slots(session), leat, connections, out)
                    .run(documents, rounds);
        }
    }

    private void run(long documents, int rounds) throws IOException, SQLException, InterruptedException {
        DocumentTable empty = new DocumentTable(database, EMPTY);
        empty.create();
        DocumentTable full = new DocumentTable(database, TABLE);
        full.create();
        full.insert(documents);
        try (BulkRecording recording = new BulkRecording(leat.folder().resolve("bulk"))) {
            try (RecordingProxy proxy = new RecordingProxy(index.url(), recording)) {
                seed(full, "recorded", proxy.url());
            }
            String mapping = index.mapping();
            out.printf("%,d bytes per document with its action%n", recording.byteCount() / documents);
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                double atStart = index.serverSeconds();
                Duration ofLoader = load(recording, mapping, documents);
                double afterLoader = index.serverSeconds();
                Clocked ofStart = seed(empty, "empty" + round, index.url());
                double beforeLeat = index.serverSeconds();
                Clocked ofSeed = seed(full, "full" + round, index.url()).minus(ofStart);
                double atEnd = index.serverSeconds();
                index.requireCount(documents);
                ratios[round] = (double) ofLoader.toNanos() / ofSeed.time().toNanos();
                out.printf(
                        "loader %,7.0f documents/s, server %.1f CPU s   leat %,7.0f documents/s, server %.1f, leat %.1f CPU s"
                                + " (start and end took %.1f s)%n",
                        perSecond(documents, ofLoader),
                        afterLoader - atStart,
                        perSecond(documents, ofSeed.time()),
                        atEnd - beforeLeat,
                        ofSeed.cpuSeconds(),
                        ofStart.time().toMillis() / 1e3);
            }
            out.printf("leat / loader, median of %d rounds: documents/s %s%n", rounds, Median.of(ratios));
        }
    }

    private Duration load(BulkRecording recording, String mapping, long documents)
            throws IOException, InterruptedException {
        index.create(mapping);
        long start = System.nanoTime();
        new BulkLoader(index.url(), recording, connections).load();
        index.show();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        index.requireCount(documents);
        return time;
    }

    private Clocked seed(DocumentTable table, String pipeline, String searchUrl)
            throws IOException, SQLException, InterruptedException {
        index.delete();
        Path file = leat.write(pipeline, table.pipeline(pipeline, searchUrl, connections));
        Clocked clocked = leat.runUntilCaughtUp(file).runClocked();
        slots.drop("leat_" + pipeline);
        return clocked;
    }

    private static double perSecond(long documents, Duration time) {
        return documents * 1e9 / time.toNanos();
    }
}
