package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** How long a start takes: from the command to the line of a change that waits, of a pipeline that has run before. */
public final class StartupRun {
    private static final String PIPELINE = "startup";

    private StartupRun() {}

    /**
     * Prints a line per start, then the medians.
     *
     * @param args starts (default 11)
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int starts = args.length > 0 ? Integer.parseInt(args[0]) : 11;
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        try (PostgresServer server = PostgresServer.builder().start();
                TestDatabase database = server.createDatabase();
                Distribution leat = Distribution.inTemporaryFolder()) {
            SourceDatabase source = new PostgresSource(database);
            StreamWorkload.W1.create(source, 0);
            Path file = leat.write(PIPELINE, StreamWorkload.W1.pipeline(source, PIPELINE, List.of("  - type: stdout")));
            leat.runUntilCaughtUp(file).mute().run();
            double[] seconds = new double[starts];
            double[] megabytes = new double[starts];
            for (int i = 0; i < starts; i++) {
                database.execute("INSERT INTO w1 (id) VALUES (" + i + ")");
                long start = System.nanoTime();
                Process process = leat.startRun(file);
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                    lines.readLine();
                    seconds[i] = (System.nanoTime() - start) / 1e9;
                    megabytes[i] = new PeakMemory(process.pid()).look() / 1e6;
                    process.toHandle().destroy(); // its output stays readable up to the end
                    while (lines.readLine() != null) {
                        // nothing else was written
                    }
                }
                process.waitFor();
                out.printf("first change after %.2f s, %.0f MB%n", seconds[i], megabytes[i]);
            }
            out.printf(
                    "JDK %s, medians of %d starts: %s s, %s MB%n",
                    System.getProperty("java.version"), starts, Median.of(seconds), Median.of(megabytes));
        }
    }
}
