package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams narrow rows from one place of the log: by Leat into {@code discard}, by a plain reader of pgjdbc, and by Leat's
 * connection alone.
 */
public final class StreamComparison {
    private static final String PIPELINE = "stream";
    private static final String SLOT = "leat_" + PIPELINE;
    private static final String PUBLICATION = SLOT;
    private static final String BASE_SLOT = "base";
    private static final String PEER_SLOT = "peer";

    private final TestDatabase database;
    private final Slots slots;
    private final Distribution leat;
    private final long rows;

    private StreamComparison(TestDatabase database, Slots slots, Distribution leat, long rows) {
        this.database = database;
        this.slots = slots;
        this.leat = leat;
        this.rows = rows;
    }

    /**
     * Prints a line per reader and round, then medians of the ratios within a round.
     *
     * @param args rows (default 2,000,000), rounds (default 5)
     */
    public static void main(String[] args) throws IOException, SQLException {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 2_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (PostgresServer server =
                        PostgresServer.builder().setting("max_wal_size", "8GB").start();
                TestDatabase database = server.createDatabase();
                Connection session = database.connectAsSuperuser();
                Distribution leat = Distribution.inTemporaryFolder()) {
            new StreamComparison(database, new Slots(session), leat, rows).run(rounds, out);
        }
    }

    private void run(int rounds, PrintStream out) throws IOException, SQLException {
        NarrowTable table = new NarrowTable(database, "narrow");
        table.create();
        Path file = leat.write(PIPELINE, table.pipeline(PIPELINE));
        leat.runUntilCaughtUp(file).run(); // makes slot and publication, and seeds a table without rows
        slots.copy(SLOT, BASE_SLOT);
        leat.keepState();
        table.insert(rows);
        database.server().execute("CHECKPOINT");

        List<Measured> byPgjdbc = new ArrayList<>();
        List<Measured> raw = new ArrayList<>();
        List<Measured> byLeat = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            byPgjdbc.add(print(out, "pgjdbc", readByPgjdbc()));
            raw.add(print(out, "raw", readRaw()));
            byLeat.add(print(out, "leat", readByLeat(file)));
        }
        out.printf("medians of %d rounds%n", rounds);
        compare(out, "leat / pgjdbc", byLeat, byPgjdbc);
        compare(out, "leat / raw", byLeat, raw);
    }

    private static void compare(PrintStream out, String what, List<Measured> of, List<Measured> to) {
        out.printf(
                "%-14s rows/s %s, reader CPU %s%n",
                what,
                Median.ofRatios(of, to, Measured::rowsPerSecond),
                Median.ofRatios(of, to, Measured::readerSeconds));
    }

    private Measured readByLeat(Path file) throws IOException, SQLException {
        leat.restoreState();
        slots.copy(BASE_SLOT, SLOT);
        return leat.runUntilCaughtUp(file).run(rows, () -> slots.sender(SLOT));
    }

    private Measured readByPgjdbc() throws SQLException {
        return readByPeer(
                PgjdbcReader.class,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                PEER_SLOT,
                PUBLICATION,
                Long.toString(rows));
    }

    private Measured readRaw() throws SQLException {
        return readByPeer(RawReader.class, database.leatUrl(), PEER_SLOT, PUBLICATION, Long.toString(rows));
    }

    private Measured readByPeer(Class<?> reader, String... arguments) throws SQLException {
        slots.copy(BASE_SLOT, PEER_SLOT);
        return ReaderProcess.ofJava(reader, arguments).run(rows, () -> slots.sender(PEER_SLOT));
    }

    private static Measured print(PrintStream out, String reader, Measured measured) {
        out.printf(
                "%-8s %,11.0f rows/s   reader %.2f, sender %.2f CPU s per million rows%n",
                reader,
                measured.rowsPerSecond(),
                measured.readerSecondsPerMillion(),
                measured.serverSecondsPerMillion());
        return measured;
    }
}
