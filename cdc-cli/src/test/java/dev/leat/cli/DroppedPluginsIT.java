package dev.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Plugins that somebody else wrote: the distribution's examples, built by their own poms and dropped as jars. */
// D13
@Timeout(300)
@ResourceLock("slot leat_shop")
final class DroppedPluginsIT {
    private static PluginFolder plugins;

    @TempDir
    private Path folder;

    @BeforeAll
    static void dropExamples(@TempDir Path apart) throws Exception {
        plugins = PluginFolder.inCopyOfDistribution(apart);
        plugins.dropExamples("capture-ticker", "sink-tsv");
    }

    @Test
    void listsDroppedPluginsBesideThoseOfTheDistribution() throws Exception {
        LeatProcess.Ended ended = run("plugins");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("capture ticker (", "capture-ticker-1.0.jar)", "interval", "us ms s m h d", "1s")
                .contains("sink tsv (", "sink-tsv-1.0.jar)", "folder", "required")
                .contains("capture postgres (", "sink redis (");
    }

    // P1, P2: everything arrives, in order, through a kill
    @Test
    void leadsAPipelineThroughBothAndResumesAfterAKill() throws Exception {
        Path out = Files.createDirectory(folder.resolve("ticks"));
        pipeline("{type: ticker, interval: 2ms, ticks: 500}", "{type: tsv, folder: ./ticks}");

        try (LeatProcess killed = start("run", "shop.yaml", "--http", "off")) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> !killed.isAlive() || lines(out, "ticker.ticks.tsv") > 20);
            assertThat(killed.isAlive()).as(killed.err()).isTrue();
            killed.signal("KILL");
            assertThat(killed.await().exitCode()).isEqualTo(137);
        }
        Files.writeString(out.resolve("ticker.ticks.tsv"), torn(out), UTF_8);
        LeatProcess.Ended second = run("run", "shop.yaml", "--http", "off", "--until", "caught-up");
        LeatProcess.Ended third = run("run", "shop.yaml", "--http", "off", "--until", "caught-up");

        assertThat(second.exitCode()).as(second.err()).isZero();
        List<String> written = Files.readAllLines(out.resolve("ticker.ticks.tsv"), UTF_8);
        assertThat(written.get(0)).isEqualTo("_op\t_generation\t_sequence\t_ordinal\tn\tlabel");
        assertThat(written.subList(1, written.size()).stream().distinct().sorted())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 500)
                        .mapToObj(n -> "insert\t0\t" + n + "\t0\t" + n + "\ttick " + n)
                        .sorted()
                        .toList());
        assertThat(third.exitCode()).as(third.err()).isZero();
        assertThat(Files.readAllLines(out.resolve("ticker.ticks.tsv"), UTF_8))
                .as("what was confirmed does not come again")
                .isEqualTo(written);
    }

    /** The file as a crash in the middle of a write leaves it. */
    private static String torn(Path out) throws IOException {
        return Files.readString(out.resolve("ticker.ticks.tsv"), UTF_8) + "insert\t0\t9999";
    }

    @Test
    void needsASeedModeThatTheCaptureCanServe() throws Exception {
        Files.createDirectory(folder.resolve("ticks"));
        Files.writeString(
                folder.resolve("shop.yaml"), "capture: {type: ticker}\nsinks: [{type: tsv, folder: ./ticks}]\n", UTF_8);

        LeatProcess.Ended ended = run("run", "shop.yaml", "--http", "off");

        assertThat(ended.exitCode()).isNotZero();
        assertThat(ended.err()).contains("seed: {mode: never}");
    }

    // P3, S14: seeded once, seeded again when the target is gone
    @Test
    void seedsAFolderFromPostgresOnceAndAgainWhenItsFileIsGone() throws Exception {
        try (TestDatabase database = PostgresServer.shared().createDatabase()) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, v text)",
                    "INSERT INTO t VALUES (1, E'a\\tb\\\\c\\nd'), (2, NULL), (3, '')");
            Path out = Files.createDirectory(folder.resolve("rows"));
            write("{type: postgres, url: '" + database.leatUrl() + "'}", "{type: tsv, folder: ./rows}", "");

            caughtUp();
            assertThat(rows(out, "public.t.tsv"))
                    .containsExactlyInAnyOrder("read\t1\t1\ta\\tb\\\\c\\nd", "read\t1\t2\t\\N", "read\t1\t3\t");

            database.execute("UPDATE t SET v = 'x' WHERE id = 2", "DELETE FROM t WHERE id = 3");
            caughtUp();
            assertThat(rows(out, "public.t.tsv"))
                    .hasSize(5)
                    .endsWith("delete\t1\t3\t\\N")
                    .contains("update\t1\t2\tx");

            database.execute("ALTER TABLE t ADD COLUMN w int", "INSERT INTO t VALUES (4, 'y', 7)");
            caughtUp();
            assertThat(rows(out, "public.t.tsv")).hasSize(5);
            assertThat(rows(out, "public.t~2.tsv")).containsExactly("insert\t1\t4\ty\t7");

            Files.delete(out.resolve("public.t.tsv"));
            Files.delete(out.resolve("public.t~2.tsv"));
            caughtUp();
            assertThat(rows(out, "public.t.tsv"))
                    .containsExactlyInAnyOrder(
                            "read\t2\t1\ta\\tb\\\\c\\nd\t\\N", "read\t2\t2\tx\t\\N", "read\t2\t4\ty\t7");
        }
    }

    @Test
    void refusesAFolderOfAnotherSinkAndOneThatIsNotThere() throws Exception {
        pipeline("{type: ticker, ticks: 1, interval: 1ms}", "{type: tsv, folder: ./ticks}");

        LeatProcess.Ended missing = run("run", "shop.yaml", "--http", "off");
        Files.createDirectory(folder.resolve("ticks"));
        caughtUp();
        pipeline("{type: ticker, ticks: 1, interval: 1ms}", "{type: tsv, name: other, folder: ./ticks}");
        LeatProcess.Ended other = run("run", "shop.yaml", "--http", "off");

        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("mkdir -p");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("belongs to shop/tsv, this is shop/other");
    }

    // D13: each meets its own library, on the lanes' threads too
    @Test
    void runsPluginsWithClashingVersionsOfOneLibrarySideBySide() throws Exception {
        for (String version : List.of("1", "2")) {
            plugins.dropWithLibrary(
                    "label-" + version,
                    Map.of("lib.Label", LABEL.formatted(version)),
                    "SinkFactory",
                    Map.of("org.example.label.LabelSink", LABEL_SINK.formatted(version)));
        }
        pipeline(
                "{type: ticker, interval: 1ms, ticks: 3}",
                "{type: label-1, path: one.txt}, {type: label-2, path: two.txt}");

        caughtUp();

        assertThat(Files.readAllLines(folder.resolve("one.txt"), UTF_8)).containsOnly("library 1");
        assertThat(Files.readAllLines(folder.resolve("two.txt"), UTF_8)).containsOnly("library 2");
    }

    private static final String LABEL = """
            package lib;
            public final class Label {
                private Label() {}
                public static String text() { return "library %s"; }
            }
            """;

    /** The smallest sink there is: it writes a line of its library's per write and remembers nothing. */
    private static final String LABEL_SINK = """
            package org.example.label;
            import dev.leat.api.capture.*;
            import dev.leat.api.change.ChangeSlice;
            import dev.leat.api.plugin.*;
            import dev.leat.api.schema.*;
            import dev.leat.api.sink.*;
            import java.io.*;
            import java.nio.file.*;
            import java.util.*;
            public final class LabelSink implements SinkFactory {
                public LabelSink() {}
                @Override public String type() { return "label-%s"; }
                @Override public List<Option> options() {
                    return List.of(Option.required("path", OptionType.PATH, "The file."));
                }
                @Override public Sink create(Options options, SinkContext context) {
                    return new Target(options.findPath("path").orElseThrow());
                }
                private record Target(Path path) implements Sink, SinkWriter {
                    @Override public void open(SourceTables tables) {}
                    @Override public long claim(String owner) { return 1; }
                    @Override public SeedState seedState(TableId table) { return new SeedState.Unseeded(); }
                    @Override public Optional<Marks> marks() { return Optional.empty(); }
                    @Override public int beginSeed(TableSchema table, boolean anew) { return 1; }
                    @Override public void saveProgress(TableId table, int generation, String progress) {}
                    @Override public void completeSeed(TableSchema table, int generation, SourceIdentity source) {}
                    @Override public void storeMarks(Marks marks) {}
                    @Override public SinkWriter openWriter(int lane) { return this; }
                    @Override public WriteReport write(ChangeSlice changes, Marks marks) {
                        try {
                            Files.writeString(path, lib.Label.text() + "\\n", StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        return WriteReport.COMPLETE;
                    }
                    @Override public void close() {}
                }
            }
            """;

    private void caughtUp() throws Exception {
        LeatProcess.Ended ended = run("run", "shop.yaml", "--http", "off", "--until", "caught-up");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
    }

    private void pipeline(String capture, String sinks) throws IOException {
        write(capture, sinks, "seed: {mode: never}\n");
    }

    private void write(String capture, String sinks, String more) throws IOException {
        Files.writeString(
                folder.resolve("shop.yaml"), "capture: " + capture + "\nsinks: [" + sinks + "]\n" + more, UTF_8);
    }

    /** Without the header, the sequence and the ordinal. */
    private static List<String> rows(Path out, String file) throws IOException {
        return Files.readAllLines(out.resolve(file), UTF_8).stream()
                .skip(1)
                .map(line -> line.replaceFirst("^([a-z]+\t[0-9]+)\t[0-9]+\t[0-9]+", "$1"))
                .toList();
    }

    private static long lines(Path out, String file) throws IOException {
        Path path = out.resolve(file);
        return Files.exists(path) ? Files.readString(path, UTF_8).lines().count() : 0;
    }

    private LeatProcess.Ended run(String... arguments) throws Exception {
        try (LeatProcess process = start(arguments)) {
            return process.await();
        }
    }

    private LeatProcess start(String... arguments) throws IOException {
        return LeatProcess.startFrom(plugins.home(), folder, Map.of(), arguments);
    }
}
