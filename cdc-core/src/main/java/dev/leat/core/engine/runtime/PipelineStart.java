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
import dev.leat.core.engine.decision.LedTables;
import dev.leat.core.engine.decision.Rules;
import dev.leat.core.engine.decision.SinkStart;
import dev.leat.core.engine.decision.StartCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything before the first batch, in an order that changes nothing until all that can be checked was checked: the source's
 * tables, the sinks' names and first contact, then the stream, then the claim, what the sinks hold, and gaps.
 */
final class PipelineStart {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineStart.class);
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
     * @param led the tables, and which of them are to be seeded anew
     */
    record Started(
            SourceIdentity source,
            SourceTables tables,
            ChangeStream stream,
            List<SinkStart> sinks,
            long epoch,
            LedTables led) {}

    /** Whether a failure may have left something changed on the source or in a sink. */
    boolean changedSomething() {
        return changedSomething;
    }

    Started start() {
        refuseUntakenMessages();
        Optional<PipelineRecords.Reseed> wish = records.reseed();
        refuseOpenGaps(wish);
        SourceIdentity source = capture.source();
        boolean isKnown = records.belongTo(source);
        storedEpoch = records.epoch(); // a damaged one is refused before anything is changed
        SourceTables tables = capture.tables();
        for (NamedSink sink : sinks) {
            sink.sink().open(tables);
            refuseKeyless(sink, tables);
            sink.sink().connect();
        }
        changedSomething = true;
        ChangeStream stream = isKnown ? live(wish) : liveOnStandIn(wish, source);
        try {
            return claim(source, tables, stream, wish);
        } catch (RuntimeException failure) {
            stream.close();
            throw failure;
        }
    }

    private void refuseUntakenMessages() {
        if (MessageTakers.areMissing(
                capture, sinks.stream().map(NamedSink::sink).toList())) {
            throw new CdcException(ErrorKind.CONFIG, MessageTakers.MISSING + "; " + MessageTakers.REMEDY);
        }
    }

    /** A gap stays until a reseed of what it is about; part of that is not enough. */
    private void refuseOpenGaps(Optional<PipelineRecords.Reseed> wish) {
        String open = records.gaps().stream()
                .filter(gap -> wish.filter(gap::isMendedBy).isEmpty())
                .map(PipelineRecords.Gap::message)
                .collect(Collectors.joining("; "));
        if (!open.isEmpty() && !settings.reseedOnGap()) {
            throw new CdcException(ErrorKind.GAP, open);
        }
    }

    /** A gap is recorded before the stream may begin behind it: a crash in between would hide it. */
    private ChangeStream live(Optional<PipelineRecords.Reseed> wish) {
        if (wish.filter(PipelineRecords.Reseed::coversAll).isPresent()) {
            return capture.live(LiveMode.RESEED);
        }
        try {
            return capture.live(LiveMode.RESUME);
        } catch (CdcException failure) {
            if (failure.kind() != ErrorKind.GAP) {
                throw failure;
            }
            CdcException gap = gap(Set.of(), failure.getMessage());
            if (!settings.reseedOnGap()) {
                throw gap;
            }
            LOG.warn("pipeline {}: {}; every table is seeded anew (on-gap)", settings.pipeline(), failure.getMessage());
            return capture.live(LiveMode.RESEED);
        }
    }

    /**
     * The server is not the one that the records belong to, and has a database of the same name. No gap is recorded: each start
     * finds it, and none does once the file names the right server again.
     */
    private ChangeStream liveOnStandIn(Optional<PipelineRecords.Reseed> wish, SourceIdentity source) {
        if (wish.filter(PipelineRecords.Reseed::coversAll).isEmpty()) {
            String what = missingOnStandIn(source);
            if (!settings.reseedOnGap()) {
                throw new CdcException(ErrorKind.GAP, withRemedy(what));
            }
            LOG.warn("pipeline {}: {}; every table is seeded anew (on-gap)", settings.pipeline(), what);
            gap(Set.of(), what);
        }
        ChangeStream stream = capture.live(LiveMode.RESEED);
        records.bind(source);
        return stream;
    }

    private String missingOnStandIn(SourceIdentity source) {
        try (ChangeStream stream = capture.live(LiveMode.RESUME)) {
            return "the source is another one, " + source + ", and goes on at "
                    + stream.start().position();
        } catch (CdcException failure) {
            if (failure.kind() != ErrorKind.GAP) {
                throw failure;
            }
            return failure.getMessage();
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
            starts.add(new SinkStart(
                    named.name(),
                    sink.acceptsPartial(),
                    sink.isKeyed(),
                    MessageTakers.isOne(sink),
                    named.schemaChanges(),
                    states,
                    sink.marks()));
        }
        List<PipelineRecords.Gap> known = records.gaps();
        Predicate<TableId> wanted =
                table -> wish.filter(some -> some.covers(table)).isPresent()
                        || known.stream().anyMatch(gap -> gap.covers(table));
        List<StartCheck.Gap> found = StartCheck.gaps(source, stream.start(), starts, Rules.all()).stream()
                .filter(gap -> !wanted.test(gap.table()))
                .toList();
        Set<TableId> missed = found.stream().map(StartCheck.Gap::table).collect(Collectors.toUnmodifiableSet());
        if (!missed.isEmpty()) {
            CdcException gap = gap(missed, describe(found));
            if (!settings.reseedOnGap()) {
                throw gap;
            }
            LOG.warn("pipeline {}: {}; they are seeded anew (on-gap)", settings.pipeline(), describe(found));
        }
        Predicate<TableId> reseed = wanted.or(missed::contains);
        if (tables.tables().stream().map(TableSchema::table).noneMatch(reseed) && wish.isPresent()) {
            LOG.warn("pipeline {}: no table of it is among those that a reseed was asked for", settings.pipeline());
            records.reseedBegun();
        }
        return new Started(source, tables, stream, starts, chooseEpoch(source, starts), led(tables, reseed));
    }

    /** What is seeded anew is read behind the source's present end. */
    private LedTables led(SourceTables tables, Predicate<TableId> reseed) {
        Set<TableId> anew =
                tables.tables().stream().map(TableSchema::table).filter(reseed).collect(Collectors.toUnmodifiableSet());
        return new LedTables(tables.tables(), records.settled(), anew, anew.isEmpty() ? null : capture.head());
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

    /** @param tables empty: all */
    private CdcException gap(Set<TableId> tables, String what) {
        String message = withRemedy(what);
        records.recordGap(new PipelineRecords.Gap(tables, message));
        return new CdcException(ErrorKind.GAP, message);
    }

    private String withRemedy(String what) {
        return what + ". Rows may be missing or stale in the sinks; `" + settings.reseedCommand()
                + "` and the next run seed them anew";
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
        if (sink.refusesKeyless() && !keyless.isEmpty()) {
            throw new CdcException(
                    ErrorKind.CONFIG,
                    "sink " + sink.name() + " finds rows by key, and these tables have none: "
                            + String.join(", ", keyless) + "; add a primary key or exclude them, or have equal rows for"
                            + " one with `keyless-tables: whole-row` at the sink");
        }
    }
}
