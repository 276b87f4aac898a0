package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.SeedState;
import dev.leat.core.engine.decision.SchemaPolicy;
import dev.leat.core.engine.decision.SinkStart;
import dev.leat.core.engine.decision.StartCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a process does before its first batch, step by step: the stream, the claim, what the sinks hold, gaps, the epoch. */
final class StartSequence {
    private final World world;
    private final PipelineFile file;
    private final LiveCall live;
    private final List<SinkStart> sinks = new ArrayList<>();
    private final Set<TableId> reseed = new HashSet<>();
    private @Nullable StreamStart stream;
    private boolean checked;
    private long epoch;

    StartSequence(World world, PipelineFile file) {
        this.world = world;
        this.file = file;
        boolean all = world.records().wishes().containsAll(file.tables());
        LiveMode mode = all || file.reseedOnGap() ? LiveMode.RESEED : LiveMode.RESUME;
        this.live = new LiveCall(world.capture(), mode, file.tables());
    }

    /**
     * What a start found out.
     *
     * @param reseed the tables that are seeded anew whatever the sinks say
     */
    record Started(StreamStart stream, List<SinkStart> sinks, Set<TableId> reseed, long epoch) {}

    /**
     * The next step.
     *
     * @return what the start found out, when this was the last step; else null
     * @throws CdcException GAP
     */
    @Nullable
    Started step() {
        if (world.records().isStopped() && !file.reseedOnGap()) {
            throw new CdcException(ErrorKind.GAP, "a gap was found before");
        }
        StreamStart opened = stream;
        if (opened == null) {
            stream = live();
        } else if (sinks.size() < file.sinks().size()) {
            ask(file.sinks().get(sinks.size()));
        } else if (!checked) {
            checkGaps(opened);
            checked = true;
        } else if (epoch == 0) {
            epoch = StartCheck.epoch(world.capture().identity(), world.records().epoch(), true, sinks);
            world.records().storeEpoch(epoch);
        } else {
            return new Started(opened, sinks, reseed, epoch);
        }
        return null;
    }

    private @Nullable StreamStart live() {
        try {
            return live.step();
        } catch (CdcException failure) {
            world.records().recordGap();
            throw failure;
        }
    }

    private void ask(SinkModel sink) {
        sink.claim();
        Map<TableId, SeedState> states = new HashMap<>();
        for (SourceTable table : file.tables()) {
            states.put(table.id(), sink.table(table.index()).state());
        }
        sinks.add(new SinkStart(
                sink.name(),
                sink.kind().acceptsPartial(),
                sink.kind().keyed(),
                false,
                SchemaPolicy.APPLY,
                states,
                Optional.ofNullable(sink.marks())));
        world.trace().event("claim", sinks.size(), () -> sink.name() + " " + states.values());
    }

    private void checkGaps(StreamStart opened) {
        for (SourceTable table : file.tables()) {
            if (world.records().wishes().contains(table)) {
                reseed.add(table.id());
            }
        }
        List<StartCheck.Gap> gaps =
                StartCheck.gaps(world.capture().identity(), opened, sinks, world.knobs().rules).stream()
                        .filter(gap -> !reseed.contains(gap.table()))
                        .toList();
        for (StartCheck.Gap gap : gaps) {
            world.trace().event("gap", 0, gap::toString);
            world.oracle().gapFound(sink(gap.sink()), table(gap.table()), gap.reason());
            reseed.add(gap.table());
        }
        if (!gaps.isEmpty() && !file.reseedOnGap()) {
            world.records().recordGap();
            throw new CdcException(ErrorKind.GAP, gaps.toString());
        }
    }

    private SinkModel sink(String name) {
        return file.sinks().stream()
                .filter(sink -> sink.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private SourceTable table(TableId id) {
        return file.tables().stream()
                .filter(table -> table.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
