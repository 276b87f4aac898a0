package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The people around the engine: they edit the file between two runs, lose folders, and mend gaps. */
final class Operators {
    private final World world;
    private final Set<SinkModel> notYetSinks = new HashSet<>();
    private final Set<SourceTable> notYetTables = new HashSet<>();

    Operators(World world) {
        this.world = world;
        Knobs knobs = world.knobs();
        for (int i = 1; i < world.sinks().size(); i++) {
            if (chance(knobs.sinkLater)) {
                notYetSinks.add(world.sinks().get(i));
            }
        }
        for (int i = 1; i < knobs.tables; i++) {
            if (chance(knobs.tableLater)) {
                notYetTables.add(world.source().table(i));
            }
        }
    }

    private boolean chance(int percent) {
        return world.chance().percent(percent);
    }

    /** Whether nothing is left out of the file. */
    boolean isWhole(PipelineFile file) {
        return file.sinks().size() == world.sinks().size()
                && file.tables().size() == world.source().tables().size();
    }

    /** Starts the next process; with the whole file when everything has to come to rest. */
    EngineProcess start(boolean whole) {
        if (whole) {
            notYetSinks.clear();
            notYetTables.clear();
        } else {
            mishaps();
        }
        if (whole || chance(world.knobs().retries)) {
            world.records().letters().wish();
        }
        PipelineFile file = whole ? wholeFile() : someFile();
        for (SinkModel sink : world.sinks()) {
            for (SourceTable table : world.source().tables()) {
                if (!file.sinks().contains(sink) || !file.tables().contains(table)) {
                    world.oracle().mayHaveMissed(sink, table);
                }
            }
        }
        return new EngineProcess(world, file);
    }

    private void mishaps() {
        Knobs knobs = world.knobs();
        if (chance(knobs.stateLosses)) {
            world.trace().event("folder", 0, () -> "the state folder is lost");
            world.records().lose();
            world.capture().loseCursor();
        }
        if (chance(knobs.moves)) {
            world.source().moveToAnotherServer(world.chance());
            world.capture().moveToAnotherServer();
            world.records().lose();
            mayHaveMissedAll();
        }
        if (chance(knobs.wipes)) {
            SinkModel sink = world.chance().pick(world.sinks());
            world.trace().event("wipe", 0, sink::name);
            sink.wipe();
        }
        if (chance(knobs.slotLosses)) {
            loseSlot();
        }
        if (chance(knobs.reseedWishes)) {
            wish(
                    chance(50)
                            ? world.source().tables()
                            : List.of(world.chance().pick(world.source().tables())));
        }
    }

    void loseSlot() {
        world.capture().loseSlot();
        mayHaveMissedAll();
    }

    private void mayHaveMissedAll() {
        for (SinkModel sink : world.sinks()) {
            world.source().tables().forEach(table -> world.oracle().mayHaveMissed(sink, table));
        }
    }

    private void wish(List<SourceTable> tables) {
        world.trace().event("wish", tables.size(), () -> "reseed " + tables);
        world.records().wishReseed(Set.copyOf(tables));
    }

    private PipelineFile wholeFile() {
        return new PipelineFile(
                world.sinks(),
                new LinkedHashSet<>(world.source().tables()),
                lanes(),
                chance(world.knobs().reseedOnGap),
                chance(world.knobs().untilCaughtUp));
    }

    private PipelineFile someFile() {
        Knobs knobs = world.knobs();
        notYetSinks.removeIf(sink -> chance(40));
        notYetTables.removeIf(table -> chance(40));
        List<SinkModel> sinks = new ArrayList<>();
        for (SinkModel sink : world.sinks()) {
            if (!notYetSinks.contains(sink) && !(world.sinks().size() > 1 && chance(knobs.sinkOut))) {
                sinks.add(sink);
            }
        }
        Set<SourceTable> tables = new LinkedHashSet<>();
        for (SourceTable table : world.source().tables()) {
            if (!notYetTables.contains(table) && !(knobs.tables > 1 && chance(knobs.tableOut))) {
                tables.add(table);
            }
        }
        if (sinks.isEmpty()) {
            sinks.add(world.sinks().get(0));
        }
        if (tables.isEmpty()) {
            tables.add(world.source().table(0));
        }
        return new PipelineFile(sinks, tables, lanes(), chance(knobs.reseedOnGap), chance(knobs.untilCaughtUp));
    }

    private int lanes() {
        return chance(world.knobs().otherLanes) ? world.chance().from(1, 3) : world.knobs().lanes;
    }

    /** A process has ended: whoever finds a gap asks for a reseed, of everything even if some tables were to be anyway. */
    void look(@Nullable CdcException failure) {
        boolean gap = failure != null && failure.kind() == ErrorKind.GAP;
        if (gap || world.records().isStopped()) {
            wish(world.source().tables());
        }
    }
}
