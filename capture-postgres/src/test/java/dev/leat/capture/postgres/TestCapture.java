package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.plugin.GivenOptions;
import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** A capture that a test drives by hand, as the engine would. Closed, it can be opened again with the same state. */
final class TestCapture implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration CHECK_TIME = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Map<String, String> options = new HashMap<>();
    private final MemoryState state = new MemoryState();
    private final List<TablePattern> include = new ArrayList<>();
    private final List<TablePattern> exclude = new ArrayList<>();
    private Set<Operation> operations =
            Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);
    private Duration watchInterval = Duration.ofMinutes(1);
    private @Nullable PostgresCapture capture;
    private @Nullable ChangeStream stream;

    private TestCapture() {}

    /** Of all tables, with a slot and a publication that only this database has. */
    static TestCapture of(TestDatabase database) {
        return new TestCapture()
                .option("url", database.leatUrl())
                .option("slot", "leat_" + database.name())
                // a slot cannot be made while another class's CREATE DATABASE runs
                .option("slot-wait", "5s");
    }

    /** A capture of all tables for an engine, with the state of runs before. */
    static PostgresCapture engineOf(
            TestDatabase database, StateStore state, Duration watchInterval, String... moreOptions) {
        List<String> given = new ArrayList<>(List.of("url", database.leatUrl(), "slot", "leat_" + database.name()));
        given.addAll(List.of(moreOptions));
        return new PostgresCapture(
                PostgresOptions.read(GivenOptions.of(PostgresOptions.declared(), given.toArray(String[]::new)), "test"),
                new CaptureContext(
                        "test",
                        new TableSelection(
                                List.of(),
                                List.of(),
                                Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE)),
                        new BatchLimits(4096, 4 << 20, Duration.ofMillis(20)),
                        state),
                watchInterval,
                CHECK_TIME);
    }

    TestCapture option(String name, String value) {
        options.put(name, value);
        return this;
    }

    TestCapture without(String name) {
        options.remove(name);
        return this;
    }

    TestCapture include(String schema, String name, String... columns) {
        include.add(pattern(schema, name, columns));
        return this;
    }

    TestCapture exact(String schema, String name, String... columns) {
        include.add(new TablePattern(schema, name, false, false, List.of(columns), ""));
        return this;
    }

    TestCapture exclude(String schema, String name) {
        exclude.add(pattern(schema, name));
        return this;
    }

    TestCapture operations(Operation... wanted) {
        operations = Set.of(wanted);
        return this;
    }

    TestCapture watchEvery(Duration interval) {
        watchInterval = interval;
        return this;
    }

    private static TablePattern pattern(String schema, String name, String... columns) {
        return new TablePattern(schema, name, schema.contains("*"), name.contains("*"), List.of(columns), "");
    }

    MemoryState state() {
        return state;
    }

    /** The capture; made by the first call after {@link #close}. */
    Capture capture() {
        PostgresCapture open = capture;
        if (open == null) {
            String[] given = options.entrySet().stream()
                    .flatMap(option -> List.of(option.getKey(), option.getValue()).stream())
                    .toArray(String[]::new);
            open = new PostgresCapture(
                    PostgresOptions.read(GivenOptions.of(PostgresOptions.declared(), given), "test"),
                    new CaptureContext(
                            "test",
                            new TableSelection(include, exclude, operations),
                            new BatchLimits(4096, 4 << 20, Duration.ofMillis(20)),
                            state),
                    watchInterval,
                    CHECK_TIME);
            capture = open;
        }
        return open;
    }

    /** The names of the tables that it captures. */
    List<String> tables() {
        return schemas().stream().map(schema -> schema.table().toString()).toList();
    }

    List<TableSchema> schemas() {
        return capture().tables().tables();
    }

    /** Everything that the engine calls until the stream is open. */
    ChangeStream live(LiveMode mode) {
        capture().source();
        capture().tables();
        return reconnect(mode);
    }

    ChangeStream live() {
        return live(LiveMode.RESUME);
    }

    /** Opens a stream without asking for the tables again. */
    ChangeStream reconnect(LiveMode mode) {
        ChangeStream opened = capture().live(mode);
        stream = opened;
        return opened;
    }

    Snapshot snapshot() {
        return capture().snapshot().orElseThrow();
    }

    /** What is found, but for what other tests do on the same server at that moment. */
    List<Finding> check() {
        return capture().check().stream()
                .filter(finding -> !finding.code().endsWith("-transaction"))
                .toList();
    }

    /** The codes of findings that somebody has to act on. */
    List<String> concerns() {
        return check().stream()
                .filter(finding -> finding.severity() != Finding.Severity.INFO)
                .map(Finding::code)
                .toList();
    }

    /** The finding with this code; the only one. */
    Finding finding(String code) {
        List<Finding> all = capture().check();
        List<Finding> found =
                all.stream().filter(one -> one.code().equals(code)).toList();
        Assertions.assertThat(found).as("with code %s of %s", code, all).hasSize(1);
        Assertions.assertThat(all)
                .allSatisfy(one -> Assertions.assertThat(one.remedy()).isNotBlank());
        return found.get(0);
    }

    List<String> findings() {
        return capture().check().stream().map(Finding::code).toList();
    }

    /** The failure of a start. */
    CdcException refusal() {
        return refusal(LiveMode.RESUME);
    }

    CdcException refusal(LiveMode mode) {
        return Objects.requireNonNull(
                Assertions.catchThrowableOfType(CdcException.class, () -> live(mode)), "it started");
    }

    /** What comes from the stream until one change looks like this: operation, then the row's values. */
    List<String> changesUntil(Predicate<String> last) {
        List<String> changes = new ArrayList<>();
        pollUntil(() -> changes.stream().anyMatch(last), batch -> changes.addAll(describe(batch)), changes);
        return changes;
    }

    /**
     * Polls.
     *
     * @param seen what to show when it takes too long
     */
    void pollUntil(BooleanSupplier done, Consumer<ChangeBatch> receiver, List<String> seen) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!done.getAsBoolean()) {
            Assertions.assertThat(System.nanoTime()).as("seen so far: %s", seen).isLessThan(deadline);
            ChangeBatch batch = stream().poll(POLL);
            receiver.accept(batch);
            batch.release();
        }
    }

    /** Polls up to a change and confirms what it comes with. */
    void confirmUpTo(String last) {
        List<String> seen = new ArrayList<>();
        AtomicReference<@Nullable Position> end = new AtomicReference<>();
        pollUntil(
                () -> end.get() != null && seen.contains(last),
                batch -> {
                    seen.addAll(describe(batch));
                    end.set(batch.position());
                },
                seen);
        stream().confirm(Objects.requireNonNull(end.get()));
    }

    /** Polls until the stream fails. */
    CdcException failure() {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                stream().poll(POLL).release();
            } catch (CdcException failure) {
                return failure;
            }
        }
        throw new AssertionError("the stream did not fail");
    }

    /** The stream that was opened last. */
    ChangeStream stream() {
        return Objects.requireNonNull(stream, "live() comes first");
    }

    static List<String> describe(ChangeBatch batch) {
        List<String> changes = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            changes.add(change.operation().text() + " "
                    + (change.operation() == Operation.TRUNCATE
                            ? change.schema().table()
                            : values(change.hasAfter() ? change.after() : change.key())));
        }
        return changes;
    }

    /** The rows of a chunk, each as its values. */
    static List<String> rows(Chunk chunk) {
        return chunk.rows().stream()
                .flatMap(batch -> describe(batch).stream())
                .map(row -> row.substring("read ".length()))
                .toList();
    }

    private static String values(Row row) {
        return IntStream.range(0, row.schema().columnCount())
                .mapToObj(column -> row.isNull(column)
                        ? "null"
                        : row.isUnchanged(column)
                                ? "~"
                                : new String(row.bytes(), row.offset(column), row.length(column), UTF_8))
                .collect(Collectors.joining(","));
    }

    /** Lines of a message that lists several problems. */
    static List<String> lines(CdcException failure) {
        return Arrays.asList(failure.getMessage().split("\n(?! )"));
    }

    /** Ends everything, as the engine does; the state stays. */
    @Override
    public void close() {
        ChangeStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
        PostgresCapture closing = capture;
        capture = null;
        if (closing != null) {
            closing.close();
        }
    }
}
