package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads one stretch of the log by Leat and by its peers, each from a copy of the same slot, in interleaved rounds. The limit is Leat's
 * connection alone, which decodes nothing; it is read twice, as the two show what the machine's noise makes of equal readers.
 */
public final class StreamComparison {
    private static final String TYPED = "typed";
    private static final String JSON = "json";
    private static final String SLOT_PREFIX = "leat_";
    private static final String PUBLICATION = SLOT_PREFIX + TYPED;
    private static final String BASE_SLOT = "base";
    private static final String PEER_SLOT = "peer";
    private static final String NO_END = "";

    private final TestDatabase database;
    private final PostgresSource source;
    private final Connection session;
    private final Slots slots;
    private final Distribution leat;
    private final ComparisonArguments arguments;
    private final StreamWorkload workload;
    private final long changes;
    private String end = NO_END;

    private StreamComparison(
            TestDatabase database, Connection session, Distribution leat, ComparisonArguments arguments) {
        this.database = database;
        this.source = new PostgresSource(database);
        this.session = session;
        this.slots = new Slots(session);
        this.leat = leat;
        this.arguments = arguments;
        this.workload = arguments.workload();
        this.changes = arguments.changes();
    }

    /**
     * Prints what each reader took, then a table; writes CSV and a plot into the folder that the property {@code leat.results} names,
     * by default {@code benchmark-results}. The property {@code leat.readers} names the readers, {@code raw,leat typed}, if not all.
     *
     * @param args workload (W1, W2, W3, MIXED; default W1), rounds (default 5), changes (default: the workload's)
     */
    public static void main(String[] args) throws IOException, SQLException {
        ComparisonArguments arguments = ComparisonArguments.parse(args);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (PostgresServer server =
                        PostgresServer.builder().setting("max_wal_size", "8GB").start();
                TestDatabase database = server.createDatabase();
                Connection session = database.connectAsSuperuser();
                Distribution leat = Distribution.inTemporaryFolder()) {
            Results results = new StreamComparison(database, session, leat, arguments).run(out);
            results.print(out);
            results.write(Results.folder(), "stream-" + arguments.workload().table());
        }
    }

    private Results run(PrintStream out) throws IOException, SQLException {
        workload.create(source, changes);
        Path typed = prepare(TYPED, "  - type: discard");
        Path json = prepare(JSON, "  - type: stdout");
        slots.copy(SLOT_PREFIX + TYPED, BASE_SLOT);
        leat.keepState();
        workload.write(source, changes);
        database.server().execute("CHECKPOINT");
        end = logEnd();

        List<StreamReader> readers = new ArrayList<>();
        readers.add(new StreamReader("raw", this::readRaw));
        readers.add(new StreamReader("raw again", this::readRaw));
        if (isInPath("pg_recvlogical")) {
            readers.add(new StreamReader("pg_recvlogical", this::readByRecvlogical));
        }
        readers.add(new StreamReader("pgjdbc", this::readByPgjdbc));
        for (DebeziumReader.Mode mode : DebeziumReader.Mode.values()) {
            readers.add(new StreamReader(mode.title(), () -> readByDebezium(mode)));
        }
        readers.add(new StreamReader("leat typed", () -> readByLeat(TYPED, typed)));
        readers.add(new StreamReader("leat json", () -> readByLeat(JSON, json)));
        return Results.measure(
                arguments.title("PostgreSQL"), WantedReaders.of(readers, StreamReader::name), arguments.rounds(), out);
    }

    /** Makes slot and publication, and seeds what is there. */
    private Path prepare(String pipeline, String sink) throws IOException {
        Path file = leat.write(pipeline, workload.pipeline(source, pipeline, List.of(sink)));
        leat.runUntilCaughtUp(file).mute().run();
        return file;
    }

    private static boolean isInPath(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private String logEnd() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    private Measured readByLeat(String pipeline, Path file) throws IOException, SQLException {
        leat.restoreState();
        String slot = SLOT_PREFIX + pipeline;
        slots.copy(BASE_SLOT, slot);
        return leat.runUntilCaughtUp(file).mute().run(changes, () -> slots.sender(slot));
    }

    private Measured readRaw() throws SQLException {
        return readByPeer(
                List.of("-Xmx64m"),
                RawReader.class,
                database.leatUrl(),
                PEER_SLOT,
                PUBLICATION,
                Long.toString(changes));
    }

    private Measured readByPgjdbc() throws SQLException {
        return readByPeer(
                List.of("-Xmx64m"),
                PgjdbcReader.class,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                PEER_SLOT,
                PUBLICATION,
                Long.toString(changes));
    }

    private Measured readByDebezium(DebeziumReader.Mode mode) throws SQLException {
        Map<String, String> connector = source.connector(PEER_SLOT, PUBLICATION, workload.table());
        return readByPeer(
                List.of("-Xmx1g"),
                DebeziumReader.class,
                DebeziumReader.arguments(mode, changes, connector).toArray(String[]::new));
    }

    private Measured readByRecvlogical() throws SQLException {
        slots.copy(BASE_SLOT, PEER_SLOT);
        List<String> command = List.of(
                "pg_recvlogical",
                "--start",
                "--slot=" + PEER_SLOT,
                "--file=/dev/null",
                "--endpos=" + end,
                "--option=proto_version=1",
                "--option=publication_names=" + PUBLICATION,
                "--host=" + database.server().host(),
                "--port=" + database.server().port(),
                "--username=" + database.user(),
                "--dbname=" + database.name());
        ReaderProcess reader = new ReaderProcess(command, leat.folder(), Map.of("PGPASSWORD", database.password()));
        return reader.run(changes, () -> slots.sender(PEER_SLOT));
    }

    private Measured readByPeer(List<String> options, Class<?> reader, String... arguments) throws SQLException {
        slots.copy(BASE_SLOT, PEER_SLOT);
        GcLog gcLog = new GcLog(leat.folder().resolve("peer-gc.log"));
        return ReaderProcess.ofJava(options, gcLog, reader, arguments)
                .mute()
                .run(changes, () -> slots.sender(PEER_SLOT));
    }
}
