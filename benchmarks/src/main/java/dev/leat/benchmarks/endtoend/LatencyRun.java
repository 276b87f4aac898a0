package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a row takes from its commit to a line of {@code leat run} into {@code stdout}, or of a peer, while rows are written at a fixed
 * rate. The commit's time is the server's, of the same clock; it is taken before the log is flushed, and nobody is sent the row before
 * that. So the time since the writer had the server's answer is told beside it.
 */
public final class LatencyRun {
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    /** Who is still not done then has not kept up. */
    private static final Duration MAX_REST = Duration.ofSeconds(30);

    private static final long TICK_NANOS = 1_000_000;
    /** Rows one at a time, far apart: each comes to a reader that waits. */
    private static final long IDLE_RATE = 10;

    private static final String ID = "\"after\":{\"id\":";

    /** A row at the end of its way; times in microseconds. */
    private record Arrival(long id, long committed, long arrived) {}

    private final List<Arrival> arrivals = new ArrayList<>();
    private final NavigableMap<Long, Long> answered = new TreeMap<>();
    private final AtomicLong measureFrom = new AtomicLong(Long.MAX_VALUE);

    private final LatencyReader reader;
    private volatile long lastId = -1;

    private LatencyRun(LatencyReader reader) {
        this.reader = reader;
    }

    /**
     * Prints a line per rate and reader; writes {@code latency.csv} into the folder that the property {@code leat.results} names,
     * by default {@code benchmark-results}. The property {@code leat.readers} names the readers, {@code leat,debezium json}, if not
     * all.
     *
     * @param args seconds per rate (default 20), then rates in rows per second (default 10, 1000, 10000, 50000)
     */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        Duration time = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 20);
        long[] rates = args.length > 1
                ? Arrays.stream(args).skip(1).mapToLong(Long::parseLong).toArray()
                : new long[] {IDLE_RATE, 1_000, 10_000, 50_000};
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        List<String> lines = new ArrayList<>(
                List.of(
                        "rows_per_second,reader,rows,p50_us,p90_us,p99_us,p999_us,max_us,p50_us_since_answer,p99_us_since_answer"));
        List<LatencyReader> readers = WantedReaders.of(LatencyReader.all(), LatencyReader::name);
        out.println(lines.get(0));
        for (long rate : rates) {
            for (LatencyReader reader : readers) {
                LatencyRun run = new LatencyRun(reader);
                run.run(rate, time);
                String line = run.line(rate);
                lines.add(line);
                out.println(line);
            }
        }
        Path folder = Path.of(System.getProperty("leat.results", "benchmark-results"));
        Files.createDirectories(folder);
        Files.write(folder.resolve("latency.csv"), lines, UTF_8);
    }

    private String line(long rate) {
        long[] sorted = sinceCommit();
        long[] sinceAnswer = sinceAnswer();
        return String.format(
                Locale.ROOT,
                "%d,%s,%d,%d,%d,%d,%d,%d,%d,%d",
                rate,
                reader.name(),
                sorted.length,
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                quantile(sorted, 0.99),
                quantile(sorted, 0.999),
                sorted[sorted.length - 1],
                quantile(sinceAnswer, 0.5),
                quantile(sinceAnswer, 0.99));
    }

    private static long quantile(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, Math.round(part * sorted.length))];
    }

    private long[] sinceCommit() {
        return arrivals.stream()
                .mapToLong(row -> row.arrived - row.committed)
                .sorted()
                .toArray();
    }

    /** Nothing for a row that was there before the answer. */
    private long[] sinceAnswer() {
        return arrivals.stream()
                .mapToLong(row ->
                        Math.max(0, row.arrived - answered.floorEntry(row.id).getValue()))
                .sorted()
                .toArray();
    }

    private void run(long rate, Duration time) throws IOException, SQLException, InterruptedException {
        try (PostgresServer server = PostgresServer.builder().start();
                TestDatabase database = server.createDatabase();
                Distribution leat = Distribution.inTemporaryFolder()) {
            StreamWorkload.W1.create(new PostgresSource(database), 0);
            Process process = reader.start().of(database, leat);
            Thread lines = new Thread(() -> read(process), "latency-reader");
            lines.start();
            try (Connection connection = database.connect()) {
                awaitRow(write(connection, rate, time) - 1);
            } finally {
                process.toHandle().destroy(); // its output stays readable up to the end
                lines.join();
                process.waitFor();
            }
        }
    }

    private void awaitRow(long id) {
        long deadline = System.nanoTime() + MAX_REST.toNanos();
        while (lastId < id && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    /** Returns how many. */
    private long write(Connection connection, long rate, Duration time) throws SQLException {
        long tick = Math.max(TICK_NANOS, 1_000_000_000 / rate);
        long perTick = Math.max(1, rate * tick / 1_000_000_000);
        long start = System.nanoTime();
        long end = start + WARM_UP.plus(time).toNanos();
        long id = 0;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO w1 SELECT i, i, 'customer number ' || i, i / 100.0, now() FROM generate_series(?, ?) i")) {
            for (long next = start; next < end; next += tick) {
                while (System.nanoTime() < next) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
                if (next - start >= WARM_UP.toNanos() && measureFrom.get() == Long.MAX_VALUE) {
                    measureFrom.set(now());
                }
                insert.setLong(1, id);
                insert.setLong(2, id + perTick - 1);
                insert.execute();
                answered.put(id, now());
                id += perTick;
            }
        }
        return id;
    }

    private void read(Process process) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long arrived = now();
                int from = line.indexOf(ID) + ID.length();
                long id = Long.parseLong(line, from, line.indexOf(',', from), 10);
                long committed = reader.commitMicros().applyAsLong(line);
                if (committed >= measureFrom.get()) {
                    arrivals.add(new Arrival(id, committed, arrived));
                }
                lastId = Math.max(lastId, id);
            }
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
