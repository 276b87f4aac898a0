package dev.leat.core.wiring;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.core.deadletter.DeadLetters;
import dev.leat.core.engine.decision.RowShape;
import dev.leat.core.engine.runtime.Counts;
import dev.leat.core.engine.runtime.PipelineRecords;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.GapRecord;
import dev.leat.core.state.Gaps;
import dev.leat.core.state.TableScope;
import dev.leat.core.state.Wishes;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A pipeline's records in its state folder. */
final class FilePipelineRecords implements PipelineRecords {
    private static final String EPOCH = "epoch";
    private static final int EPOCH_LINES = 3;
    private static final String COUNTS = "counters";
    private static final int COUNT_NUMBERS = 4;

    private final FileStateStore store;
    private final Gaps gaps;
    private final Wishes wishes;
    private final InstantSource clock;
    private final Optional<DeadLetters> letters;
    private final SettledColumns columns;
    private volatile Counts stored;

    /** @param letters where to keep what a sink refuses, if anywhere */
    FilePipelineRecords(FileStateStore store, InstantSource clock, Optional<DeadLetters> letters) {
        this.letters = letters;
        this.store = store;
        this.gaps = new Gaps(store);
        this.wishes = new Wishes(store);
        this.clock = clock;
        this.columns = new SettledColumns(store);
        this.stored = store.read(COUNTS)
                .map(value -> new String(value, StandardCharsets.UTF_8).split(" ", -1))
                .map(FilePipelineRecords::counts)
                .orElse(Counts.NONE);
    }

    @Override
    public Optional<Epoch> epoch() {
        return store.read(EPOCH).map(FilePipelineRecords::decode);
    }

    /** Three lines: the number, the source's system, its history. */
    @Override
    public void storeEpoch(Epoch epoch) {
        String lines = epoch.number() + "\n" + epoch.source().system() + "\n"
                + epoch.source().history();
        store.write(EPOCH, lines.getBytes(StandardCharsets.UTF_8));
    }

    private static Epoch decode(byte[] value) {
        String[] lines = new String(value, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != EPOCH_LINES || !lines[0].matches("[0-9]{1,18}")) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the state value " + EPOCH + " has a form that this program does not know; run the release that"
                            + " wrote it, or a later one");
        }
        return new Epoch(Long.parseLong(lines[0]), new SourceIdentity(lines[1], lines[2]));
    }

    /** Compares the system only: another history of it is a gap or a new epoch, not another source. */
    @Override
    public boolean belongTo(SourceIdentity source) {
        Optional<String> known = store.source();
        if (known.isEmpty()) {
            bind(source);
            return true;
        }
        if (!source.mayStandInFor(known.get())) {
            throw store.ofAnotherSource(known.get(), source.system());
        }
        return known.get().equals(source.system());
    }

    @Override
    public void bind(SourceIdentity source) {
        store.bind(source.system());
    }

    @Override
    public List<Gap> gaps() {
        return gaps.open().stream()
                .map(gap -> new Gap(Set.copyOf(gap.tables().tables()), gap.message()))
                .toList();
    }

    @Override
    public void recordGap(Gap gap) {
        TableScope tables = gap.tables().isEmpty() ? TableScope.ALL : TableScope.of(gap.tables());
        gaps.add(new GapRecord(tables, "", gap.message(), clock.instant()));
    }

    @Override
    public Optional<DeadLetters> deadLetters() {
        return letters;
    }

    /** Read before anything else is touched, so that damage is found then. */
    @Override
    public Counts counts() {
        return stored;
    }

    /** One line: received, delivered, filtered, dead-lettered. */
    @Override
    public void storeCounts(Counts counts) {
        String line =
                counts.received() + " " + counts.delivered() + " " + counts.filtered() + " " + counts.deadLettered();
        store.write(COUNTS, line.getBytes(StandardCharsets.UTF_8));
        stored = counts;
    }

    private static Counts counts(String[] numbers) {
        if (numbers.length != COUNT_NUMBERS || !String.join("", numbers).matches("[0-9]{4,72}")) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the state value " + COUNTS + " has a form that this program does not know; run the release that"
                            + " wrote it, or a later one");
        }
        return new Counts(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]));
    }

    @Override
    public Map<TableId, RowShape> settled() {
        return columns.read();
    }

    @Override
    public void storeSettled(Map<TableId, RowShape> settled) {
        columns.write(settled);
    }

    @Override
    public Optional<Reseed> reseed() {
        return wishes.reseed().map(Wish::new);
    }

    /** A run that comes this far has no gap but those that it mends. */
    @Override
    public void reseedBegun() {
        gaps.clear(TableScope.ALL);
        wishes.clear();
    }

    private record Wish(TableScope scope) implements Reseed {
        @Override
        public boolean covers(TableId table) {
            return scope.contains(table);
        }

        @Override
        public boolean coversAll() {
            return scope.all();
        }
    }
}
