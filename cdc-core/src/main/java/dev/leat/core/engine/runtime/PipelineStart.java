package dev.leat.core.engine.runtime;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.core.engine.decision.Rules;
import dev.leat.core.engine.decision.SinkStart;
import dev.leat.core.engine.decision.StartCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything before the first batch, in an order that changes nothing until all that can be checked was checked: the source's
 * tables, the sinks' names and first contact, then the stream, then the claim, what the sinks hold, and gaps.
 */
final class PipelineStart {
    private static final int NAMED_GAPS = 5;

    private final RunSettings settings;
    private final Capture capture;
    private final List<NamedSink> sinks;
    private final PipelineRecords records;
    private Optional<PipelineRecords.Epoch> storedEpoch = Optional.empty();
    private boolean changedSomething;

    PipelineStart(RunSettings settings, Capture capture, List<NamedSink> sinks, PipelineRecords records) {
        this.settings = settings;
        this.capture = capture;
        this.sinks = sinks;
        this.records = records;
    }

    /**
     * A pipeline that may begin.
     *
     * @param reseed which tables are to be seeded anew
     */
    record Started(
            SourceIdentity source,
            SourceTables tables,
            ChangeStream stream,
            List<SinkStart> sinks,
            long epoch,
            Predicate<TableId> reseed) {}

    /** Whether a failure may have left something changed on the source or in a sink. */
    boolean changedSomething() {
        return changedSomething;
    }

    Started start() {
        Optional<PipelineRecords.Reseed> wish = records.reseed();
        if (records.gap().isPresent() && wish.isEmpty() && !settings.reseedOnGap()) {
            throw new CdcException(ErrorKind.GAP, records.gap().get());
        }
        SourceIdentity source = capture.source();
        records.bind(source);
        storedEpoch = records.epoch(); // a damaged one is refused before anything is changed
        SourceTables tables = capture.tables();
        for (NamedSink sink : sinks) {
            sink.sink().open(tables);
            refuseKeyless(sink, tables);
            sink.sink().connect();
        }
        boolean mayBeginAnew = wish.filter(PipelineRecords.Reseed::coversAll).isPresent() || settings.reseedOnGap();
        changedSomething = true;
        ChangeStream stream = live(mayBeginAnew ? LiveMode.RESEED : LiveMode.RESUME);
        try {
            return claim(source, tables, stream, wish);
        } catch (RuntimeException failure) {
            stream.close();
            throw failure;
        }
    }

    private ChangeStream live(LiveMode mode) {
        try {
            return capture.live(mode);
        } catch (CdcException failure) {
            if (failure.kind() != ErrorKind.GAP) {
                throw failure;
            }
            throw gap(failure.getMessage());
        }
    }

    private Started claim(
            SourceIdentity source, SourceTables tables, ChangeStream stream, Optional<PipelineRecords.Reseed> wish) {
        List<SinkStart> starts = new ArrayList<>();
        for (NamedSink named : sinks) {
            Sink sink = named.sink();
            sink.claim(settings.pipeline());
            Map<TableId, SeedState> states = tables.tables().stream()
                    .map(TableSchema::table)
                    .collect(Collectors.toMap(table -> table, sink::seedState));
            starts.add(new SinkStart(named.name(), sink.acceptsPartial(), sink.isKeyed(), states, sink.marks()));
        }
        Predicate<TableId> wished =
                table -> wish.filter(some -> some.covers(table)).isPresent();
        List<StartCheck.Gap> gaps = StartCheck.gaps(source, stream.start(), starts, Rules.all()).stream()
                .filter(gap -> !wished.test(gap.table()))
                .toList();
        if (!gaps.isEmpty() && !settings.reseedOnGap()) {
            throw gap(describe(gaps));
        }
        Predicate<TableId> reseed = table ->
                wished.test(table) || gaps.stream().anyMatch(gap -> gap.table().equals(table));
        return new Started(source, tables, stream, starts, chooseEpoch(source, starts), reseed);
    }

    /** Raised, and stored before anything is delivered, when this machine does not know the history that the sinks hold. */
    private long chooseEpoch(SourceIdentity source, List<SinkStart> starts) {
        long before = storedEpoch.map(PipelineRecords.Epoch::number).orElse(0L);
        boolean ofThisSource =
                storedEpoch.filter(epoch -> epoch.source().equals(source)).isPresent();
        long epoch = StartCheck.epoch(source, before, ofThisSource, starts);
        if (epoch != before) {
            records.storeEpoch(new PipelineRecords.Epoch(epoch, source));
        }
        return epoch;
    }

    private CdcException gap(String what) {
        String message = what + ". Rows may be missing or stale in the sinks; `" + settings.reseedCommand()
                + "` and the next run seed them anew";
        records.recordGap(message);
        return new CdcException(ErrorKind.GAP, message);
    }

    private static String describe(List<StartCheck.Gap> gaps) {
        String named = gaps.stream()
                .limit(NAMED_GAPS)
                .map(gap -> gap.table() + " in sink " + gap.sink() + ": " + gap.reason())
                .collect(Collectors.joining("; "));
        int more = gaps.size() - NAMED_GAPS;
        return "history is missing for " + named + (more > 0 ? "; and " + more + " more" : "");
    }

    private static void refuseKeyless(NamedSink sink, SourceTables tables) {
        List<String> keyless = tables.tables().stream()
                .filter(table -> !table.hasUniqueKey())
                .map(table -> table.table().toString())
                .toList();
        if (sink.sink().isKeyed() && !keyless.isEmpty()) {
            throw new CdcException(
                    ErrorKind.CONFIG,
                    "sink " + sink.name() + " finds rows by key, and these tables have none: "
                            + String.join(", ", keyless) + "; add a primary key or exclude them");
        }
    }
}
