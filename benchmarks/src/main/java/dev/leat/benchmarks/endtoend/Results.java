package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What several readers took in several rounds, the first reader being the limit. Prints a table, and writes CSV and a plot. */
final class Results {
    private final String title;
    private final Map<String, List<Measured>> byReader = new LinkedHashMap<>();

    private Results(String title) {
        this.title = title;
    }

    /** Lets all readers read in interleaved rounds, and prints what each took. */
    static Results measure(String title, List<StreamReader> readers, int rounds, PrintStream out)
            throws IOException, SQLException {
        Results results = new Results(title);
        for (int round = 0; round < rounds; round++) {
            for (StreamReader reader : readers) {
                Measured measured = reader.reading().run();
                results.add(reader.name(), measured);
                out.printf(
                        "%-24s %,11.0f rows/s   reader %.2f, sender %.2f CPU s per million rows%n",
                        reader.name(),
                        measured.rowsPerSecond(),
                        measured.readerSecondsPerMillion(),
                        measured.serverSecondsPerMillion());
            }
        }
        return results;
    }

    /** Adds the next round of a reader. */
    private void add(String reader, Measured measured) {
        byReader.computeIfAbsent(reader, any -> new ArrayList<>()).add(measured);
    }

    /** Medians with extremes; ratios are of what was measured in one round. */
    void print(PrintStream out) {
        List<Measured> limit = byReader.values().iterator().next();
        out.printf("%n%s, medians of %d rounds with extremes%n%n", title, limit.size());
        out.println(
                "| reader | rows/s | of the limit | reader CPU s/M | sender CPU s/M | peak RSS MB | allocated B/row |");
        out.println("|---|---|---|---|---|---|---|");
        byReader.forEach((reader, rounds) -> out.printf(
                "| %s | %s | %s | %s | %s | %s | %s |%n",
                reader,
                median(rounds, Measured::rowsPerSecond).toString("%,.0f"),
                Median.ofRatios(rounds, limit, Measured::rowsPerSecond),
                median(rounds, Measured::readerSecondsPerMillion),
                median(rounds, Measured::serverSecondsPerMillion),
                median(rounds, Measured::peakMegabytes).toString("%.0f"),
                median(rounds, Measured::allocatedBytesPerRow).toString("%.0f")));
    }

    /** Where the property {@code leat.results} says, by default {@code benchmark-results}. */
    static Path folder() {
        return Path.of(System.getProperty("leat.results", "benchmark-results"));
    }

    /** Writes {@code NAME.csv}, a line per reader and round, and {@code NAME.svg}. */
    void write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        List<String> lines = new ArrayList<>();
        lines.add("reader,round,rows,seconds,rows_per_second,reader_cpu_s_per_million,sender_cpu_s_per_million,"
                + "peak_rss_bytes,allocated_bytes_per_row");
        byReader.forEach((reader, rounds) -> {
            for (int round = 0; round < rounds.size(); round++) {
                Measured measured = rounds.get(round);
                lines.add(String.format(
                        Locale.ROOT,
                        "%s,%d,%d,%.3f,%.0f,%.3f,%.3f,%d,%.1f",
                        reader,
                        round + 1,
                        measured.rows(),
                        measured.time().toNanos() / 1e9,
                        measured.rowsPerSecond(),
                        measured.readerSecondsPerMillion(),
                        measured.serverSecondsPerMillion(),
                        measured.peakBytes(),
                        measured.allocatedBytesPerRow()));
            }
        });
        Files.write(folder.resolve(name + ".csv"), lines, UTF_8);
        BarPlot plot = new BarPlot(title + ", rows/s");
        byReader.keySet()
                .forEach(reader -> plot.bar(
                        reader, median(Objects.requireNonNull(byReader.get(reader)), Measured::rowsPerSecond)));
        Files.writeString(folder.resolve(name + ".svg"), plot.svg(), UTF_8);
    }

    private static Median median(List<Measured> rounds, ToDoubleFunction<Measured> what) {
        return Median.of(rounds.stream().mapToDouble(what).toArray());
    }
}
