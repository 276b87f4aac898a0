package dev.leat.core.engine.decision;

import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds, before anything is streamed, the tables of sinks that missed a part of history: seeded ones when the stream begins
 * anew, those that came from another source, and those whose marks are older than the stream's start (S14).
 */
public final class StartCheck {
    private StartCheck() {}

    /**
     * A table of a sink that can't be kept equal without a reseed.
     *
     * @param sink the sink's name
     * @param table the table
     * @param reason what is missing, for the message
     */
    public record Gap(String sink, TableId table, String reason) {}

    /** All gaps, in the order of sinks and tables. */
    public static List<Gap> gaps(SourceIdentity source, StreamStart start, List<SinkStart> sinks, Rules rules) {
        List<Gap> gaps = new ArrayList<>();
        for (SinkStart sink : sinks) {
            sink.states().keySet().stream().sorted().forEach(table -> {
                if (sink.states().get(table) instanceof SeedState.Seeded seeded) {
                    reason(source, start, sink.marks(), table, seeded, rules)
                            .ifPresent(reason -> gaps.add(new Gap(sink.name(), table, reason)));
                }
            });
        }
        return gaps;
    }

    /**
     * The epoch of a run: the stored one, where it belongs to this source and is above whatever a sink has of another one; else
     * the next above all of them, to be stored before anything is delivered.
     *
     * @param stored by the run before; 0 on the first run, and when the state was lost
     * @param ofThisSource whether that run read this source and this history of it
     */
    public static long epoch(SourceIdentity source, long stored, boolean ofThisSource, List<SinkStart> sinks) {
        boolean known = stored > 0 && ofThisSource;
        long highest = stored;
        for (SinkStart sink : sinks) {
            if (sink.marks().isPresent()) {
                Marks marks = sink.marks().get();
                highest = Math.max(highest, marks.epoch());
                known &= marks.source().equals(source) ? stored >= marks.epoch() : stored > marks.epoch();
            }
        }
        return known ? stored : highest + 1;
    }

    /** Whether an unfinished seeding may go on: the sink missed nothing since it began (S12). */
    static boolean mayResume(
            SourceIdentity source,
            StreamStart start,
            SinkStart sink,
            TableId table,
            Optional<SeedProgress> progress,
            long epoch,
            Rules rules) {
        if (!rules.holds(Rule.S12)) {
            return true;
        }
        return start.kind() == StreamStart.Kind.RESUMED
                && missed(source, start, sink.marks(), table).isEmpty()
                && sink.marks().filter(marks -> marks.epoch() == epoch).isPresent()
                && progress.map(SeedProgress::epoch)
                        .filter(other -> other != epoch)
                        .isEmpty();
    }

    private static Optional<String> reason(
            SourceIdentity source,
            StreamStart start,
            Optional<Marks> marks,
            TableId table,
            SeedState.Seeded seeded,
            Rules rules) {
        if (!seeded.source().system().equals(source.system())) {
            return Optional.of("it was seeded from another source, " + seeded.source());
        }
        if (start.kind() == StreamStart.Kind.FRESH) {
            return Optional.of(
                    "the stream begins anew at " + start.position() + ": what was committed before is lost to it");
        }
        return rules.holds(Rule.S14) ? missed(source, start, marks, table) : Optional.empty();
    }

    private static Optional<String> missed(
            SourceIdentity source, StreamStart start, Optional<Marks> marks, TableId table) {
        if (marks.isEmpty()) {
            return Optional.of("the sink has no record of how far it was led");
        }
        if (!marks.get().source().system().equals(source.system())) {
            return Optional.of(
                    "the sink was led from another source, " + marks.get().source());
        }
        if (!marks.get().watermark().isAtOrAfter(start.position())) {
            return Optional.of("the sink was led to " + marks.get().watermark() + ", the source can only go on from "
                    + start.position());
        }
        if (!marks.get().tables().contains(table)) {
            return Optional.of("the table was not led to this sink for a while");
        }
        return Optional.empty();
    }
}
