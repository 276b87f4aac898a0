package dev.leat.core.engine.decision;

import dev.leat.api.capture.StreamStart;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SeedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which tables are seeded in which sinks, decided from what the sinks said and what the operator asked for.
 *
 * @param tables in the order in which they are seeded; a table that is seeded everywhere is not in it
 */
public record SeedPlan(List<TablePlan> tables) {
    /** Copies the list. */
    public SeedPlan {
        tables = List.copyOf(tables);
    }

    /**
     * One table's seeding.
     *
     * @param table the table
     * @param targets the sinks that need it
     * @param progress behind which it goes on; empty: from the beginning
     */
    public record TablePlan(TableSchema table, List<SeedTarget> targets, Optional<SeedProgress> progress) {}

    /**
     * Makes the plan.
     *
     * @param reseed whether a table is to be seeded anew whatever the sinks say
     */
    public static SeedPlan of(
            CoreSettings settings,
            List<TableSchema> tables,
            List<SinkStart> sinks,
            StreamStart start,
            Predicate<TableId> reseed) {
        List<TablePlan> plans = new ArrayList<>();
        if (settings.seed()) {
            for (TableSchema table : tables) {
                plan(settings, table, sinks, start, reseed.test(table.table())).ifPresent(plans::add);
            }
        }
        return new SeedPlan(plans);
    }

    private static Optional<TablePlan> plan(
            CoreSettings settings, TableSchema table, List<SinkStart> sinks, StreamStart start, boolean reseed) {
        List<SeedTarget> targets = new ArrayList<>();
        List<Optional<SeedProgress>> progress = new ArrayList<>();
        for (int sink = 0; sink < sinks.size(); sink++) {
            SeedState state = sinks.get(sink).states().get(table.table());
            if (state instanceof SeedState.Seeded && !reseed) {
                continue;
            }
            Optional<SeedProgress> resumable = Optional.empty();
            boolean anew = reseed;
            if (state instanceof SeedState.Partial partial && !reseed) {
                Optional<SeedProgress> stored = SeedProgress.decode(partial.progress());
                boolean goesOn = StartCheck.mayResume(
                        settings.source(),
                        start,
                        sinks.get(sink),
                        table.table(),
                        stored,
                        settings.epoch(),
                        settings.rules());
                resumable = goesOn ? stored : Optional.empty();
                anew = !goesOn;
            }
            targets.add(new SeedTarget(sink, anew));
            progress.add(resumable);
        }
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        boolean alike = progress.stream().distinct().count() == 1;
        Optional<SeedProgress> common = alike ? progress.get(0) : Optional.empty();
        return Optional.of(new TablePlan(table, targets, common));
    }
}
