package dev.leat.core.engine.decision;

import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All tables that are being seeded: as many at once, and as many reads at once, as there are readers. */
final class Seeding {
    private final SeedContext context;
    private final Map<TableId, TableSeeding> tables = new LinkedHashMap<>();
    private int open;
    private long before;

    Seeding(SeedContext context, SeedPlan plan) {
        this.context = context;
        for (SeedPlan.TablePlan table : plan.tables()) {
            tables.put(
                    table.table().table(),
                    new TableSeeding(
                            context,
                            table.table(),
                            table.targets(),
                            table.progress().map(SeedProgress::upper).orElse(null)));
        }
        open = tables.size();
    }

    /** The table's columns changed: its seeding waits for {@link #goOn} or {@link #readAgain}. */
    void hold(TableId table) {
        TableSeeding seeding = tables.get(table);
        if (seeding != null) {
            seeding.hold();
        }
    }

    /** Nobody needs anything because of the change. */
    void goOn(TableId table) {
        TableSeeding seeding = tables.get(table);
        if (seeding != null) {
            seeding.goOn();
        }
        count();
    }

    /** Reads all rows of a table for these sinks, besides those that it is being seeded in. */
    void readAgain(TableSchema table, List<SeedTarget> targets) {
        TableSeeding seeding = tables.get(table.table());
        if (seeding == null || seeding.stage() == TableSeeding.Stage.DONE) {
            before += seeding == null ? 0 : seeding.rows();
            tables.put(table.table(), new TableSeeding(context, table, targets, null));
        } else {
            seeding.readAgain(table, targets);
        }
        count();
    }

    /** Whether nothing of the table is to be read any more. */
    boolean isDone(TableId table) {
        TableSeeding seeding = tables.get(table);
        return seeding == null || seeding.stage() == TableSeeding.Stage.DONE;
    }

    private void count() {
        open = (int) tables.values().stream()
                .filter(table -> table.stage() != TableSeeding.Stage.DONE)
                .count();
    }

    /** Begins what has to be seeded anew, before anything is written. */
    void beginAnew() {
        tables.values().forEach(TableSeeding::beginAnew);
    }

    boolean hasBegunAnew() {
        return tables.values().stream().allMatch(TableSeeding::hasBegunAnew);
    }

    boolean isActive() {
        return open > 0;
    }

    boolean isDone() {
        return open == 0;
    }

    long rows() {
        return before + tables.values().stream().mapToLong(TableSeeding::rows).sum();
    }

    String waitingFor() {
        return tables.values().stream()
                .map(TableSeeding::waitingFor)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    void deliver(ChangeCursor change) {
        TableSeeding table = tables.get(change.schema().table());
        if (table != null) {
            table.deliver(change);
        }
    }

    /** Whether the row of a partial change may have escaped the read of its table. */
    boolean mayLack(ChangeCursor change) {
        TableSeeding table = context.settings().readsInKeyOrder()
                ? null
                : tables.get(change.schema().table());
        return table != null && table.mayLack(change.sequence());
    }

    /** Starts and reads and releases whatever can be; the readers need not wait for what is released meanwhile. */
    void step() {
        start();
        read();
        tables.values().forEach(TableSeeding::release);
        start();
        read();
        count();
    }

    private void start() {
        int active = activeCount();
        for (TableSeeding table : tables.values()) {
            if (table.stage() == TableSeeding.Stage.WAITING
                    && active < context.settings().readers()) {
                table.start();
                active++;
            }
        }
    }

    private void read() {
        int readers = context.settings().readers();
        int reading =
                tables.values().stream().mapToInt(TableSeeding::readingCount).sum();
        boolean ahead = activeCount() < readers;
        for (TableSeeding table : tables.values()) {
            while (reading < readers && context.readPause().isOver() && table.readNext(ahead)) {
                reading++;
            }
        }
    }

    private int activeCount() {
        return (int) tables.values().stream().filter(TableSeeding::isActive).count();
    }

    void controlDone(ControlCall call, int generation) {
        tables.values().forEach(table -> table.controlDone(call, generation));
        count();
    }

    /** Whether a call that failed has to be made again. */
    boolean isWanted(ControlCall call) {
        return tables.values().stream().anyMatch(table -> table.isWanted(call));
    }

    boolean barrierTaken(ReadRequest.TakeBarrier request, Barrier barrier) {
        TableSeeding table = tables.get(request.table());
        return table != null && table.barrierTaken(request, barrier);
    }

    boolean chunkPlanned(ReadRequest.PlanChunk request, ChunkBounds bounds) {
        TableSeeding table = tables.get(request.table());
        return table != null && table.chunkPlanned(request, bounds);
    }

    boolean chunkRead(ReadRequest request, Chunk chunk) {
        TableSeeding table = tables.get(request.table());
        return table != null && table.chunkRead(request, chunk);
    }

    boolean readFailed(ReadRequest request) {
        TableSeeding table = tables.get(request.table());
        return table != null && table.readFailed(request);
    }

    boolean waitsForStream() {
        return tables.values().stream().anyMatch(TableSeeding::waitsForStream);
    }

    void reconnect() {
        tables.values().forEach(TableSeeding::reconnect);
    }
}
