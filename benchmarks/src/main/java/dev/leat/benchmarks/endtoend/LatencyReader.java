package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A reader whose delay is taken: a process that prints a line of JSON for each row.
 *
 * @param name for tables
 * @param start starts it over {@link StreamWorkload#W1}, whose table is there and empty
 * @param commitMicros when a line's row was committed, in microseconds since 1970
 */
record LatencyReader(String name, Start start, ToLongFunction<String> commitMicros) {
    private static final String PIPELINE = "latency";
    private static final String PEER = "peer";
    private static final String LEAT_TIME = "\"ts\":\"";
    /** Of the source; that of the connector itself stands behind it. */
    private static final String DEBEZIUM_TIME = "\"ts_us\":";

    /** Starts a reader. */
    @FunctionalInterface
    interface Start {
        Process of(TestDatabase database, Distribution leat) throws IOException;
    }

    /** Leat, and Debezium's engine as it comes and tuned. */
    static List<LatencyReader> all() {
        return List.of(
                new LatencyReader("leat", LatencyReader::startLeat, LatencyReader::leatTime),
                debezium(DebeziumReader.Mode.JSON),
                debezium(DebeziumReader.Mode.JSON_TUNED));
    }

    private static Process startLeat(TestDatabase database, Distribution leat) throws IOException {
        SourceDatabase source = new PostgresSource(database);
        Path file = leat.write(PIPELINE, StreamWorkload.W1.pipeline(source, PIPELINE, List.of("  - type: stdout")));
        return leat.startRun(file);
    }

    private static long leatTime(String line) {
        int at = line.lastIndexOf(LEAT_TIME) + LEAT_TIME.length();
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(line.substring(at, line.indexOf('"', at))));
    }

    private static LatencyReader debezium(DebeziumReader.Mode mode) {
        return new LatencyReader(
                mode.title(), (database, leat) -> startDebezium(mode, database), LatencyReader::debeziumTime);
    }

    /** Without the schema that each change would have, which is longer than the change. */
    private static Process startDebezium(DebeziumReader.Mode mode, TestDatabase database) throws IOException {
        String table = StreamWorkload.W1.table();
        database.execute("CREATE PUBLICATION " + PEER + " FOR TABLE " + table);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                DebeziumPrinter.class.getName(),
                mode.name(),
                "converter.schemas.enable=false"));
        new PostgresSource(database)
                .connector(PEER, PEER, table)
                .forEach((name, value) -> command.add(name + "=" + value));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long debeziumTime(String line) {
        int at = line.indexOf(DEBEZIUM_TIME) + DEBEZIUM_TIME.length();
        return Long.parseLong(line, at, line.indexOf(',', at), 10);
    }
}
