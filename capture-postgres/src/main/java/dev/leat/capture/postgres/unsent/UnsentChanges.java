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
        Map<Integer, Trace> found = traces.of(oids);
        Set<Integer> attached = attached(found);
        Set<Integer> empty = new HashSet<>(attached);
        if (!attached.isEmpty()) {
            empty.removeAll(traces.filled(attached));
        }
        boolean streamFollows = session.getMetaData().getDatabaseMajorVersion() >= STREAM_FOLLOWS_PARTITIONS_SINCE;
        note(number, found, empty, streamFollows);
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

    /** Of two looks at once, the one that began earlier may have seen less. */
    private synchronized void note(long number, Map<Integer, Trace> found, Set<Integer> empty, boolean streamFollows) {
        if (isOver || number < lastLook) {
            return;
        }
        lastLook = number;
        Map<Integer, Seen> before = tables();
        Map<Integer, Seen> now = new HashMap<>(before);
        found.forEach((oid, trace) -> now.put(oid, seen(before.get(oid), trace, empty)));
        if (now.equals(before)) {
            return;
        }
        if (!streamFollows
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

    private Seen seen(@Nullable Seen before, Trace now, Set<Integer> empty) {
        if (before == null) {
            return new Seen(Revision.NONE, now);
        }
        if (before.trace().equals(now)) {
            return before;
        }
        Difference difference = new Difference(before.trace(), now);
        boolean hasNewRows = difference.isRewritten() || !empty.containsAll(difference.attachedLeaves());
        return new Seen(before.revision().next(hasNewRows, countsRemoved && difference.hasLostLeaves()), now);
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
