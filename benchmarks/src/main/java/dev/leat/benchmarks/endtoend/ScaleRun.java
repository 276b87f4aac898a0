package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.ImmutableIntArray;
import dev.leat.benchmarks.endtoend.ReaderProcess.Clocked;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a value costs Leat as one thing grows and the rest stays: processor time of a run that streams into {@code discard}, less that of a
 * run with nothing to do. All rows have integers only, so that their number alone differs.
 */
public final class ScaleRun {
    private static final int COLUMNS = 5;
    private static final int ROWS_PER_TRANSACTION = 100;

    private final PrintStream out;
    private final int rounds;
    private final long values;

    private ScaleRun(PrintStream out, int rounds, long values) {
        this.out = out;
        this.rounds = rounds;
        this.values = values;
    }

    /** What grows. */
    private enum Dimension {
        TABLES(1, 10, 100, 1_000),
        ROWS_PER_TRANSACTION(1, 100, 10_000, 400_000),
        COLUMNS(5, 20, 100, 500),
        LANES(1, 2, 4),
        PIPELINES(1, 10, 50);

        private final ImmutableIntArray sizes;

        Dimension(int... sizes) {
            this.sizes = ImmutableIntArray.copyOf(sizes);
        }

        Shape shape(int size) {
            return switch (this) {
                case TABLES -> new Shape(size, ScaleRun.ROWS_PER_TRANSACTION, ScaleRun.COLUMNS, 2, 1);
                case ROWS_PER_TRANSACTION -> new Shape(1, size, ScaleRun.COLUMNS, 2, 1);
                case COLUMNS -> new Shape(1, ScaleRun.ROWS_PER_TRANSACTION, size, 2, 1);
                case LANES -> new Shape(1, ScaleRun.ROWS_PER_TRANSACTION, ScaleRun.COLUMNS, size, 1);
                case PIPELINES -> new Shape(1, ScaleRun.ROWS_PER_TRANSACTION, ScaleRun.COLUMNS, 2, size);
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What is read, by how many. Each pipeline has tables of its own. */
    private record Shape(int tables, int rowsPerTransaction, int columns, int lanes, int pipelines) {}

    /**
     * Prints a table per dimension; writes CSV and a plot of each into the folder that the property {@code leat.results} names, by
     * default {@code benchmark-results}.
     *
     * @param args rounds (default 3), values to read per run (default 2,000,000)
     */
    public static void main(String[] args) throws IOException, SQLException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        long values = args.length > 1 ? Long.parseLong(args[1]) : 2_000_000;
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        Path folder = Path.of(System.getProperty("leat.results", "benchmark-results"));
        Files.createDirectories(folder);
        for (Dimension dimension : Dimension.values()) {
            new ScaleRun(out, rounds, values).run(dimension, folder);
        }
    }

    private void run(Dimension dimension, Path folder) throws IOException, SQLException {
        out.printf("%n| %s | CPU ns per value |%n|---|---|%n", dimension.label());
        List<String> lines = new ArrayList<>(List.of(dimension.label() + ",round,values,cpu_ns_per_value,seconds"));
        BarPlot plot = new BarPlot("CPU ns per value by " + dimension.label());
        for (int size : dimension.sizes.asList()) {
            double[] costs = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                Clocked clocked = read(dimension.shape(size));
                costs[round] = clocked.cpuSeconds() * 1e9 / values;
                lines.add(String.format(
                        Locale.ROOT,
                        "%d,%d,%d,%.1f,%.3f",
                        size,
                        round + 1,
                        values,
                        costs[round],
                        clocked.time().toNanos() / 1e9));
            }
            Median cost = Median.of(costs);
            plot.bar(Integer.toString(size), cost);
            out.printf("| %,d | %s |%n", size, cost.toString("%.0f"));
        }
        Files.write(folder.resolve("scale-" + dimension.label() + ".csv"), lines, UTF_8);
        Files.writeString(folder.resolve("scale-" + dimension.label() + ".svg"), plot.svg(), UTF_8);
    }

    private Clocked read(Shape shape) throws IOException, SQLException {
        try (PostgresServer server = PostgresServer.builder()
                        .setting("max_wal_size", "8GB")
                        .setting("max_replication_slots", "64")
                        .setting("max_wal_senders", "64")
                        .setting("max_connections", "400")
                        .start();
                TestDatabase database = server.createDatabase();
                Distribution leat = Distribution.inTemporaryFolder()) {
            List<Path> files = new ArrayList<>();
            for (int pipeline = 0; pipeline < shape.pipelines(); pipeline++) {
                files.add(prepare(database, leat, shape, pipeline));
            }
            leat.runUntilCaughtUp(files).mute().run(); // makes slots and publications, and seeds nothing
            Clocked empty = leat.runUntilCaughtUp(files).mute().runClocked();
            write(database, shape);
            return leat.runUntilCaughtUp(files).mute().runClocked().minus(empty);
        }
    }

    private static Path prepare(TestDatabase database, Distribution leat, Shape shape, int pipeline)
            throws IOException {
        String columns = IntStream.range(1, shape.columns())
                .mapToObj(column -> ", c" + column + " int8")
                .collect(Collectors.joining());
        List<String> tables = IntStream.range(0, shape.tables())
                .mapToObj(table -> table(pipeline, table))
                .toList();
        database.execute(tables.stream()
                .map(table -> "CREATE TABLE " + table + " (id int8 PRIMARY KEY" + columns + ")")
                .toArray(String[]::new));
        return leat.write(
                "p" + pipeline,
                List.of(
                        "name: p" + pipeline,
                        "capture: {type: postgres, url: '" + database.leatUrl() + "'}",
                        "tables: {include: [\"public.p" + pipeline + "_*\"]}",
                        "parallelism: " + shape.lanes(),
                        "sinks: [{type: discard}]"));
    }

    private static String table(int pipeline, int table) {
        return "p" + pipeline + "_" + table;
    }

    /** Goes round all tables, a transaction in each. */
    private void write(TestDatabase database, Shape shape) throws SQLException {
        long rows = values / shape.columns();
        String columns = IntStream.range(1, shape.columns())
                .mapToObj(column -> ", i + " + column)
                .collect(Collectors.joining());
        String[] tables = IntStream.range(0, shape.pipelines())
                .boxed()
                .flatMap(pipeline -> IntStream.range(0, shape.tables()).mapToObj(table -> table(pipeline, table)))
                .toArray(String[]::new);
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                int next = 0;
                for (long row = 0; row < rows; row += shape.rowsPerTransaction()) {
                    long last = Math.min(rows, row + shape.rowsPerTransaction()) - 1;
                    statement.execute("INSERT INTO " + tables[next] + " SELECT i" + columns + " FROM generate_series("
                            + row + ", " + last + ") i");
                    connection.commit();
                    next = (next + 1) % tables.length;
                }
            }
        }
    }
}
