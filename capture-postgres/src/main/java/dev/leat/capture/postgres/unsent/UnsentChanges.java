package dev.leat.capture.postgres.unsent;

import dev.leat.api.schema.Revision;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.catalog.Trace;
import dev.leat.capture.postgres.catalog.Traces;
import dev.leat.capture.postgres.unsent.StoredTraces.Seen;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often rows of each table changed without being sent. What is counted is stored before anybody is told. A table that
 * was not seen before has its first trace from now on. Thread-safe.
 */
public final class UnsentChanges {
    /** Before, a stream goes on with what it once knew of whose partition a table is. */
    private static final int STREAM_FOLLOWS_PARTITIONS_SINCE = 15;

    private final StateStore store;
    private final boolean countsRemoved;
    private final Runnable outdated;
    private final AtomicLong looks = new AtomicLong();
    private final AtomicInteger version = new AtomicInteger();
    private @Nullable Map<Integer, Seen> tables;
    private long lastLook;
    private boolean isStored;
    private boolean isOver;

    /**
     * @param store read by the first look, written from {@link #begin} on
     * @param countsRemoved whether rows that go with their partition count
     * @param outdated told when partitions moved and an open stream goes on as if they had not
     */
    public UnsentChanges(StateStore store, boolean countsRemoved, Runnable outdated) {
        this.store = store;
        this.outdated = outdated;
        this.countsRemoved = countsRemoved;
    }

    /** A pipeline begins that leads these tables and no others: what is found is stored from now on. */
    public synchronized void begin(Collection<Integer> oids) {
        Map<Integer, Seen> led = new HashMap<>(tables());
        boolean differs = led.keySet().retainAll(oids) || !isStored;
        if (differs) {
            StoredTraces.write(store, led);
        }
        tables = led;
        isStored = true;
    }

    /** From here on another run counts: what a look brings that is still under way is nothing any more. */
    public synchronized void end() {
        isOver = true;
    }

    /** Looks at the tables with these OIDs. */
    public void look(Connection session, Collection<Integer> oids) throws SQLException {
        long number = looks.incrementAndGet();
        Traces traces = new Traces(session);
        int horizon = traces.horizon();
        Map<Integer, Trace> found = traces.of(oids);
        Set<Integer> attached = attached(found);
        Set<Integer> empty = new HashSet<>(attached);
        if (!attached.isEmpty()) {
            empty.removeAll(traces.filled(attached));
        }
        Map<Integer, Integer> emptied = traces.emptied(replaced(found));
        boolean streamFollows = session.getMetaData().getDatabaseMajorVersion() >= STREAM_FOLLOWS_PARTITIONS_SINCE;
        note(new Look(number, horizon, found, empty, emptied, streamFollows));
    }

    private synchronized Set<Integer> attached(Map<Integer, Trace> found) {
        Set<Integer> attached = new HashSet<>();
        found.forEach((oid, trace) -> {
            Seen before = tables().get(oid);
            if (before != null && !before.trace().equals(trace)) {
                attached.addAll(new Difference(before.trace(), trace).attachedLeaves());
            }
        });
        return attached;
    }

    /** The partitions that may have been emptied, with the horizon of the look that they were seen by last. */
    private synchronized Map<Integer, Integer> replaced(Map<Integer, Trace> found) {
        Map<Integer, Integer> replaced = new HashMap<>();
        found.forEach((oid, trace) -> {
            Seen before = tables().get(oid);
            if (before != null && !before.trace().equals(trace)) {
                new Difference(before.trace(), trace)
                        .replacedLeaves()
                        .forEach(leaf -> replaced.put(leaf, before.horizon()));
            }
        });
        return replaced;
    }

    /**
     * What a look has found.
     *
     * @param number rises with each that began
     * @param horizon what was written by transactions before it had been written when it began
     * @param empty partitions that were attached without rows
     * @param emptied partitions that have none of their rows of before, with the transaction that wrote each last
     * @param streamFollows whether an open stream goes with partitions that move
     */
    private record Look(
            long number,
            int horizon,
            Map<Integer, Trace> found,
            Set<Integer> empty,
            Map<Integer, Integer> emptied,
            boolean streamFollows) {}

    /** Of two looks at once, the one that began earlier may have seen less. */
    private synchronized void note(Look look) {
        if (isOver || look.number() < lastLook) {
            return;
        }
        lastLook = look.number();
        Map<Integer, Seen> before = tables();
        Map<Integer, Seen> now = new HashMap<>(before);
        look.found().forEach((oid, trace) -> now.put(oid, seen(before.get(oid), trace, look)));
        if (now.equals(before)) {
            return;
        }
        if (!look.streamFollows()
                && now.entrySet().stream().anyMatch(table -> hasMoved(before.get(table.getKey()), table.getValue()))) {
            outdated.run();
        }
        if (isStored) {
            StoredTraces.write(store, now);
        }
        tables = now;
        version.incrementAndGet();
    }

    private static boolean hasMoved(@Nullable Seen before, Seen now) {
        return before != null && new Difference(before.trace(), now.trace()).hasMoved();
    }

    private Seen seen(@Nullable Seen before, Trace now, Look look) {
        if (before == null) {
            return new Seen(Revision.NONE, look.horizon(), now);
        }
        if (before.trace().equals(now)) {
            return before;
        }
        Difference difference = new Difference(before.trace(), now);
        boolean hasNewRows = difference.isRewritten() || !look.empty().containsAll(difference.attachedLeaves());
        boolean hasLostRows = difference.hasLostLeaves() || difference.hasTruncatedLeaves(look.emptied());
        return new Seen(before.revision().next(hasNewRows, countsRemoved && hasLostRows), look.horizon(), now);
    }

    private Map<Integer, Seen> tables() {
        Map<Integer, Seen> known = tables;
        if (known == null) {
            known = StoredTraces.read(store);
            tables = known;
        }
        return known;
    }

    /** How often rows of the table with this OID changed without being sent. */
    public synchronized Revision revision(int oid) {
        Seen seen = tables().get(oid);
        return seen == null ? Revision.NONE : seen.revision();
    }

    /** Changes when a revision did. */
    public int version() {
        return version.get();
    }
}
