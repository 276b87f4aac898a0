package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Load.Pace;
import dev.leat.acceptance.load.PoisonScript;
import dev.leat.acceptance.oracle.AckMonitor;
import dev.leat.acceptance.oracle.SearchLedger;
import dev.leat.acceptance.oracle.SearchTarget;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.core.deadletter.DeadLetter;
import dev.leat.core.deadletter.FileDeadLetters;
import dev.leat.core.engine.runtime.Outcome;
import dev.leat.core.state.FileStateStore;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Documents that a search server refuses: what is confirmed, counted and put aside, and what when there is no place for it. */
@Tag("slow")
@Timeout(300)
final class SearchRefusalsIT {
    private static final List<String> TABLES = List.of("public.t");

    /** A field beside the text, made by hand: from now on a text that is no number is refused. */
    private static final String STRICT = field(false);

    /** From now on it is taken, and left out of that field. */
    private static final String LENIENT = field(true);

    private final SearchScene scene = new SearchScene();
    private final TestDatabase source = scene.source();
    private final SearchTarget target = scene.target();

    @TempDir
    private Path folder;

    private static String field(boolean lenient) {
        return "{\"properties\":{\"v\":{\"type\":\"text\",\"fields\":{\"keyword\":{\"type\":\"keyword\","
                + "\"ignore_above\":8191},\"whole\":{\"type\":\"integer\",\"ignore_malformed\":" + lenient + "}}}}}";
    }

    @AfterEach
    void close() {
        scene.close();
    }

    // E9, P1, P11, S12: every seventh row is poison; also when it is killed meanwhile
    @Test
    void confirmsWhatIsInTheTargetOrInTheDeadLetters() throws Exception {
        scene.create(new PoisonScript());
        try (FileStateStore state = FileStateStore.open(folder, source.name(), "the test");
                LocalPipeline pipeline = scene.pipeline(List.of("public.ledger"));
                Load load = startRefusing(pipeline, letters(state));
                AckMonitor monitor = AckMonitor.start(source.server(), scene.slot(), load.ledger(), this::isDurable)) {
            for (int crashes = 0; crashes < 2; crashes++) {
                pipeline.awaitSeeded(); // on a slow machine it may still wait for the slot of the one before
                SearchScene.awaitWithBalance(pipeline, load, 100);
                pipeline.crash();
                pipeline.start();
            }
            SearchScene.awaitWithBalance(pipeline, load, 100);
            load.stop();
            pipeline.awaitCaughtUp(source);
            pipeline.await("nothing is pending", status -> status.pending() == 0);
            monitor.stop();

            SearchScene.requireBalance(pipeline.status());
            Set<String> refused = keys(letters(state).letters());
            assertThat(refused).isEqualTo(poison(load)).hasSizeGreaterThan(20);
            assertThat(letters(state).letters()).hasSameSizeAs(refused);
            assertThat(pipeline.status().deadLetters()).isEqualTo(refused.size());
            assertThat(target.documents("ledger").keySet()).doesNotContainAnyElementsOf(refused);

            pipeline.stop();
            retryAll("ledger", pipeline, state);
        }
        scene.requireEqual("public.ledger");
    }

    // E9, P1, P11: it ends at the first poison, and nothing behind it is confirmed
    @Test
    void confirmsNothingBehindWhatItStoppedAt() throws Exception {
        scene.create(new PoisonScript());
        try (LocalPipeline pipeline = scene.pipeline(List.of("public.ledger"))) {
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);
            target.put(target.index("ledger"), "/_mapping", STRICT);
            SearchLedger durable = new SearchLedger(target, "ledger");
            try (Load load = Load.start(source, new PoisonScript(), Pace.of(2, 100, 9));
                    AckMonitor monitor = AckMonitor.start(source.server(), scene.slot(), load.ledger(), durable)) {
                Outcome outcome = pipeline.awaitEnd();
                load.awaitCommits(20);
                assertThat(outcome.exitCode()).isEqualTo(3);
                assertThat(String.valueOf(outcome.cause()))
                        .contains("public.ledger", "on-rejected")
                        .doesNotContain("poison");
                SearchScene.requireBalance(outcome.last());

                target.put(target.index("ledger"), "/_mapping", LENIENT);
                pipeline.start();
                load.awaitCommits(20);
                load.stop();
                pipeline.awaitCaughtUp(source);
                monitor.stop();
            }
        }
        scene.requireEqual("public.ledger");
    }

    // E11, P11: the last one that there is room for is kept, the next one ends it before its transaction is confirmed
    @Test
    void stopsWhenThereIsNoRoomForDeadLettersAndGoesOnWhenThereIs() throws Exception {
        scene.createRows(0);
        try (FileStateStore state = FileStateStore.open(folder, source.name(), "the test");
                LocalPipeline pipeline = scene.pipeline(TABLES)) {
            pipeline.putAsideIn(letters(state));
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);
            target.put(target.index("t"), "/_mapping", STRICT);
            source.execute(
                    "INSERT INTO t SELECT i, 'poison' FROM generate_series(1, " + FileDeadLetters.MAX_LETTERS + ") i");
            pipeline.awaitCaughtUp(source);
            source.execute("INSERT INTO t VALUES (0, '0'), (-1, 'poison')");

            requireStopped(pipeline, "no room for more dead letters than 10000");

            retryAll("t", pipeline, state);
        }
        scene.requireEqual("public.t");
    }

    // E11, P11: something is where the next file of dead letters has to be
    @Test
    void stopsWhenADeadLetterCantBeWrittenAndGoesOnWhenItCan() throws Exception {
        scene.createRows(1);
        try (FileStateStore state = FileStateStore.open(folder, source.name(), "the test");
                LocalPipeline pipeline = scene.pipeline(TABLES)) {
            pipeline.putAsideIn(letters(state));
            pipeline.start();
            pipeline.awaitSeeded();
            pipeline.awaitCaughtUp(source);
            target.put(target.index("t"), "/_mapping", STRICT);
            Path inTheWay = state.folder().resolve("dead-letters-00000001.value.tmp");
            Files.createDirectories(inTheWay.resolve("something"));
            source.execute("INSERT INTO t VALUES (2, '2'), (3, 'poison'), (4, '4')");

            requireStopped(pipeline, state.folder().toString());

            Files.delete(inTheWay.resolve("something"));
            Files.delete(inTheWay);
            pipeline.start();
            pipeline.awaitCaughtUp(source);
            SearchScene.requireBalance(pipeline.status());
            assertThat(keys(letters(state).letters())).containsExactly("3");
            pipeline.stop();
            retryAll("t", pipeline, state);
        }
        scene.requireEqual("public.t");
    }

    /** What it stopped at comes again: else the next run would have no letter of it. */
    private void requireStopped(LocalPipeline pipeline, String why) {
        Outcome outcome = pipeline.awaitEnd();
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(String.valueOf(outcome.cause())).contains(why).doesNotContain("poison");
        SearchScene.requireBalance(outcome.last());
    }

    private Load startRefusing(LocalPipeline pipeline, FileDeadLetters letters) {
        pipeline.putAsideIn(letters);
        pipeline.start();
        pipeline.awaitSeeded();
        target.put(target.index("ledger"), "/_mapping", STRICT);
        return Load.start(source, new PoisonScript(), Pace.of(2, 100, 9));
    }

    private static FileDeadLetters letters(FileStateStore state) {
        return new FileDeadLetters(state, InstantSource.system(), "leat dead-letters list");
    }

    private boolean isDurable(int client, long from, long to) {
        List<String> missing = new SearchLedger(target, "ledger").missing(client, from, to);
        return missing.isEmpty()
                || FileStateStore.openForReading(folder, source.name())
                        .map(stored -> keys(letters(stored).letters()).containsAll(missing))
                        .orElse(false);
    }

    private static Set<String> keys(Collection<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::key).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> poison(Load load) {
        Set<String> poison = new TreeSet<>();
        for (int client = 0; client < load.ledger().clientCount(); client++) {
            for (long n = 0; n < load.ledger().committedBefore(client, -1L); n++) {
                if (PoisonScript.isPoison(n)) {
                    poison.add(client + ":" + n);
                }
            }
        }
        return poison;
    }

    /** Mends the target, and writes again what was put aside. */
    private void retryAll(String table, LocalPipeline pipeline, FileStateStore state) {
        target.put(target.index(table), "/_mapping", LENIENT);
        FileDeadLetters letters = letters(state);
        letters.requestRetry(letters.letters().stream().map(DeadLetter::id).toList());
        pipeline.putAsideIn(letters);
        pipeline.runUntilCaughtUp();
        assertThat(letters.count()).isZero();
    }
}
