package dev.leat.sink.elasticsearch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SeedState;
import dev.leat.sink.elasticsearch.FoundTable.FoundIndex;
import dev.leat.sink.elasticsearch.OpenTable.Targets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a table's generations. While a table is seeded again, every change goes to the index that readers see and to the
 * one that is being filled; one step then moves the alias, and the old index goes a little later. A crash between any two steps
 * leaves something that the next start goes on with.
 */
final class Seeding {
    private static final Logger LOG = LoggerFactory.getLogger(Seeding.class);
    private static final String NEVER = "-1";

    /** How long an index that lost the readers' alias is left to searches that had begun: without it they would fail. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Indices indices;
    private final OwnedState state;

    Seeding(Indices indices, OwnedState state) {
        this.indices = indices;
        this.state = state;
    }

    SeedState seedState(Channel channel, OpenTable table) {
        FoundTable found = indices.read(channel, table);
        FoundIndex aliased = found.aliased();
        if (aliased == null || !aliased.record().keys().equals(table.keys()) || isReplaced(channel, table, found)) {
            table.targets(null);
            return new SeedState.Unseeded();
        }
        FoundIndex unfinished = unfinished(found, table);
        table.targets(targets(channel, aliased, unfinished));
        if (unfinished != null) {
            int generation = unfinished.generation().number();
            return new SeedState.Partial(generation, progress(channel, table, unfinished.generation()));
        }
        SourceIdentity source = aliased.record().source();
        return source == null
                ? new SeedState.Unseeded()
                : new SeedState.Seeded(aliased.generation().number(), source);
    }

    int begin(Channel channel, OpenTable table, TableSchema schema, boolean anew) {
        state.requireOwned(channel);
        FoundTable found = indices.read(channel, table);
        FoundIndex unfinished = unfinished(found, table);
        if (!anew && unfinished != null) {
            table.targets(targets(channel, found.aliased(), unfinished));
            return unfinished.generation().number();
        }
        FoundIndex visible = visible(found, table);
        for (FoundIndex leftover : found.all()) {
            if (!leftover.equals(found.aliased())) {
                indices.remove(channel, leftover.generation());
            }
        }
        FoundIndex newest = found.newest();
        int number = 1 + Math.max(newest == null ? 0 : newest.generation().number(), lastGeneration(channel, table));
        indices.create(channel, table, schema, number, IndexRecord.State.PARTIAL, found.aliased() == null);
        FoundIndex created = require(channel, table, number);
        stopRefreshing(channel, created);
        state.updateTable(channel, table.id(), entry -> {
            entry.addProperty("generation", number);
            entry.addProperty("uuid", created.generation().uuid());
            entry.addProperty("progress", "");
        });
        table.targets(targets(channel, visible, created));
        return number;
    }

    void saveProgress(Channel channel, OpenTable table, int generation, String progress) {
        Targets targets = table.targets();
        if (targets == null || targets.newest().number() != generation) {
            throw notCurrent(table, generation);
        }
        state.updateTable(channel, table.id(), entry -> {
            entry.addProperty("generation", generation);
            entry.addProperty("uuid", targets.newest().uuid());
            entry.addProperty("progress", progress);
        });
    }

    /**
     * The order of the steps: everything is visible in the new index before readers see it; readers see it before it says
     * that it is complete; so a crash in between leaves an unfinished generation, which is completed once more.
     */
    void complete(Channel channel, OpenTable table, int generation, SourceIdentity source) {
        state.requireOwned(channel);
        FoundTable found = indices.read(channel, table);
        FoundIndex newest = found.newest();
        if (newest == null) {
            throw Refusals.lost("the index " + Generation.index(table.alias(), generation), channel.endpoint());
        }
        if (newest.generation().number() != generation || newest.record().state() == IndexRecord.State.LIVE) {
            throw notCurrent(table, generation);
        }
        Generation done = newest.generation();
        if (newest.record().state() != IndexRecord.State.SEEDED || !newest.equals(found.aliased())) {
            indices.refreshEvery(channel, done, newest.record().refresh());
            indices.refresh(channel, done);
            List<Generation> others = new ArrayList<>();
            for (FoundIndex other : found.all()) {
                if (!other.equals(newest)) {
                    others.add(other.generation());
                }
            }
            FoundIndex before = found.aliased();
            indices.swap(channel, table, done, before == null || before.equals(newest) ? null : before.generation());
            if (!others.isEmpty()) {
                channel.pause(GRACE);
                for (Generation other : others) {
                    indices.remove(channel, other);
                    LOG.info("{}: {} took the place of {}", table.id(), done, other);
                }
            }
            indices.store(channel, done, newest.record().seeded(source));
        }
        state.updateTable(channel, table.id(), entry -> {
            entry.addProperty("generation", generation);
            entry.remove("progress");
        });
        table.targets(new Targets(List.of(done)));
    }

    /**
     * Where writes of a table go that was neither seeded nor is being seeded: to what is there, or to a new index that readers
     * see at once.
     */
    Targets ensure(Channel channel, OpenTable table, TableSchema schema) {
        synchronized (table) {
            Targets targets = table.targets();
            if (targets != null) {
                return targets;
            }
            FoundTable found = indices.read(channel, table);
            FoundIndex visible = visible(found, table);
            if (visible == null) {
                FoundIndex newest = found.newest();
                int number =
                        1 + Math.max(newest == null ? 0 : newest.generation().number(), lastGeneration(channel, table));
                if (found.aliased() != null) {
                    throw new CdcException(
                            ErrorKind.SETUP,
                            "the index " + found.aliased().generation() + " has documents with ids of another key than "
                                    + table.keys() + ": reseed " + table.id());
                }
                indices.create(channel, table, schema, number, IndexRecord.State.LIVE, true);
                visible = require(channel, table, number);
            }
            targets = targets(channel, visible, unfinished(found, table));
            table.targets(targets);
            return targets;
        }
    }

    /** Where a table's documents are, without making anything; null when nowhere. */
    @Nullable
    Targets find(Channel channel, OpenTable table) {
        synchronized (table) {
            if (table.targets() == null) {
                FoundTable found = indices.read(channel, table);
                FoundIndex visible = visible(found, table);
                if (visible != null) {
                    table.targets(targets(channel, visible, unfinished(found, table)));
                }
            }
            return table.targets();
        }
    }

    private void stopRefreshing(Channel channel, FoundIndex index) {
        String interval = indices.refreshInterval(channel, index.generation());
        if (interval != null) {
            indices.store(channel, index.generation(), index.record().withRefresh(interval));
        }
        indices.refreshEvery(channel, index.generation(), NEVER);
    }

    private Targets targets(Channel channel, @Nullable FoundIndex visible, @Nullable FoundIndex unfinished) {
        List<Generation> generations = new ArrayList<>();
        for (FoundIndex index : new FoundIndex[] {visible, unfinished}) {
            if (index == null || generations.contains(index.generation())) {
                continue;
            }
            if (!index.isWritable()) {
                indices.makeWritable(channel, index.generation());
            }
            generations.add(index.generation());
        }
        return new Targets(generations);
    }

    private FoundIndex require(Channel channel, OpenTable table, int number) {
        FoundIndex created = indices.read(channel, table).newest();
        if (created == null || created.generation().number() != number) {
            throw Refusals.lost("the index " + Generation.index(table.alias(), number), channel.endpoint());
        }
        return created;
    }

    /**
     * Whether the index that was begun last is not there: it was dropped, or what is there now came out of a snapshot. The one
     * before it may have missed changes.
     */
    private boolean isReplaced(Channel channel, OpenTable table, FoundTable found) {
        JsonElement begun = state.table(channel, table.id()).get("uuid");
        return begun != null
                && found.all().stream()
                        .noneMatch(index -> index.generation().uuid().equals(begun.getAsString()));
    }

    /** The unfinished generation, if its documents have the ids of today's key. */
    private static @Nullable FoundIndex unfinished(FoundTable found, OpenTable table) {
        FoundIndex unfinished = found.unfinished();
        return unfinished != null && unfinished.record().keys().equals(table.keys()) ? unfinished : null;
    }

    /** What readers see, if its documents have the ids of today's key: else it stays as it is until it is replaced. */
    private static @Nullable FoundIndex visible(FoundTable found, OpenTable table) {
        FoundIndex aliased = found.aliased();
        return aliased != null && aliased.record().keys().equals(table.keys()) ? aliased : null;
    }

    private String progress(Channel channel, OpenTable table, Generation generation) {
        JsonObject entry = state.table(channel, table.id());
        JsonElement uuid = entry.get("uuid");
        JsonElement progress = entry.get("progress");
        boolean isIts = uuid != null && uuid.getAsString().equals(generation.uuid());
        return isIts && progress != null ? progress.getAsString() : "";
    }

    private int lastGeneration(Channel channel, OpenTable table) {
        JsonElement generation = state.table(channel, table.id()).get("generation");
        return generation == null ? 0 : generation.getAsInt();
    }

    private static CdcException notCurrent(OpenTable table, int generation) {
        return new CdcException(
                ErrorKind.INTERNAL,
                "generation " + generation + " of " + table.id() + " is not the one that is being seeded in "
                        + table.alias());
    }
}
