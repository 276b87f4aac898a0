package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MySqlServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads one stretch of MySQL's log by Leat and by its peers, each from the same place, in interleaved rounds. The limit is Leat's
 * connection alone, which decodes nothing; it is read twice, as the two show what the machine's noise makes of equal readers.
 *
 * <p>A reader is on the clock from the begin of the server's dump thread until it closes its connection.
 */
public final class BinlogComparison {
    private static final String TYPED = "typed";
    private static final String JSON = "json";
    private static final String LIBRARY = "com.zendesk";
    private static final String DEBEZIUM = "io.debezium";

    private final BinlogDatabase database;
    private final MySqlSource source;
    private final DumpThreads dumps;
    private final Distribution leat;
    private final ComparisonArguments arguments;
    private final StreamWorkload workload;
    private final long changes;

    private BinlogComparison(
            BinlogDatabase database, Connection session, Distribution leat, ComparisonArguments arguments) {
        this.database = database;
        this.source = new MySqlSource(database);
        this.dumps = new DumpThreads(session, database.server().port());
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
        try (BinlogServer server = MySqlServer.builder()
                        .setting("performance_schema", "ON")
                        .setting("innodb_redo_log_capacity", "2G")
                        .setting("innodb_buffer_pool_size", "1G")
                        .start();
                BinlogDatabase database = server.createDatabase();
                Connection session = server.connect();
                Distribution leat = Distribution.inTemporaryFolder()) {
            Results results = new BinlogComparison(database, session, leat, arguments).run(out);
            results.print(out);
            results.write(Results.folder(), "binlog-" + arguments.workload().table());
        }
    }

    private Results run(PrintStream out) throws IOException, SQLException {
        workload.create(source, changes);
        Path typed = prepare(TYPED, "  - type: discard");
        Path json = prepare(JSON, "  - type: stdout");
        leat.keepState();
        LogBegin begin = LogBegin.make(database.server());
        workload.write(source, changes);

        List<StreamReader> readers = new ArrayList<>();
        readers.add(new StreamReader("raw", () -> readRaw(begin)));
        readers.add(new StreamReader("raw again", () -> readRaw(begin)));
        readers.add(new StreamReader("binlog library", () -> readByLibrary(begin)));
        for (DebeziumReader.Mode mode : DebeziumReader.Mode.values()) {
            readers.add(new StreamReader(mode.title(), () -> readByDebezium(mode, begin)));
        }
        readers.add(new StreamReader("leat typed", () -> readByLeat(typed)));
        readers.add(new StreamReader("leat json", () -> readByLeat(json)));
        String server = "MySQL " + database.server().version();
        return Results.measure(
                arguments.title(server), WantedReaders.of(readers, StreamReader::name), arguments.rounds(), out);
    }

    /** Seeds what is there, and stores the place behind it. */
    private Path prepare(String pipeline, String sink) throws IOException {
        Path file = leat.write(pipeline, workload.pipeline(source, pipeline, List.of(sink)));
        leat.runUntilCaughtUp(file).mute().run();
        return file;
    }

    private Measured readByLeat(Path file) throws IOException, SQLException {
        leat.restoreState();
        return leat.runUntilCaughtUp(file).mute().run(changes, dumps::sender);
    }

    private Measured readRaw(LogBegin begin) throws SQLException {
        return readByPeer("-Xmx64m", LIBRARY, RawBinlogReader.class, List.of(database.leatUrl(), begin.file()));
    }

    private Measured readByLibrary(LogBegin begin) throws SQLException {
        return readByPeer(
                "-Xmx1g",
                LIBRARY,
                BinlogLibraryReader.class,
                List.of(
                        database.server().host(),
                        Integer.toString(database.server().port()),
                        BinlogServer.USER,
                        BinlogServer.PASSWORD,
                        begin.file(),
                        Long.toString(changes)));
    }

    /** From a place in the log, with the schema that the tables have now. */
    private Measured readByDebezium(DebeziumReader.Mode mode, LogBegin begin) throws IOException, SQLException {
        Path offset = leat.folder().resolve("peer-offset");
        new DebeziumOffset(begin).write(offset);
        Map<String, String> connector = Map.ofEntries(
                Map.entry("connector.class", "io.debezium.connector.mysql.MySqlConnector"),
                Map.entry("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore"),
                Map.entry("offset.storage.file.filename", offset.toString()),
                Map.entry("schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory"),
                Map.entry("snapshot.mode", "recovery"),
                Map.entry("snapshot.locking.mode", "none"),
                Map.entry("include.schema.changes", "false"),
                Map.entry("database.server.id", "4711"),
                Map.entry("database.hostname", database.server().host()),
                Map.entry("database.port", Integer.toString(database.server().port())),
                Map.entry("database.user", BinlogServer.ROOT),
                Map.entry("database.password", BinlogServer.PASSWORD),
                Map.entry("database.include.list", database.name()),
                Map.entry("table.include.list", source.nameOf(workload.table())));
        return readByPeer("-Xmx1g", DEBEZIUM, DebeziumReader.class, DebeziumReader.arguments(mode, changes, connector));
    }

    private Measured readByPeer(String heap, String libraryGroup, Class<?> reader, List<String> peerArguments)
            throws SQLException {
        GcLog gcLog = new GcLog(leat.folder().resolve("peer-gc.log"));
        String classPath = PeerClassPath.beginningWithLibraryOf(libraryGroup);
        return ReaderProcess.ofJava(List.of(heap), gcLog, classPath, reader, peerArguments)
                .mute()
                .run(changes, dumps::sender);
    }
}
