package dev.leat.testkit.simulation;

import dev.leat.api.change.Operation;
import dev.leat.api.sink.Marks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A target. All of it is durable, but for requests that are still on their way to it. */
final class SinkModel {
    private final String name;
    private final SinkKind kind;
    private final Knobs knobs;
    private final Trace trace;
    private final Oracle oracle;
    private final List<SinkTable> tables = new ArrayList<>();
    private final List<StrayRequest> strays = new ArrayList<>();
    private final Set<Long> offered = new HashSet<>();
    private @Nullable Marks marks;

    /**
     * A request of a connection that its sender has given up.
     *
     * @param lane of the writer that sent it
     */
    record StrayRequest(int lane, List<SinkOp> ops) {}

    SinkModel(String name, SinkKind kind, SourceModel source, Knobs knobs, Trace trace, Oracle oracle) {
        this.name = name;
        this.kind = kind;
        this.knobs = knobs;
        this.trace = trace;
        this.oracle = oracle;
        source.tables().forEach(table -> tables.add(new SinkTable()));
    }

    String name() {
        return name;
    }

    SinkKind kind() {
        return kind;
    }

    SinkTable table(int index) {
        return tables.get(index);
    }

    @Nullable
    Marks marks() {
        return marks;
    }

    void storeMarks(Marks newMarks) {
        marks = newMarks;
        trace.event("marks", newMarks.watermark().sequence(), () -> name + " " + newMarks);
    }

    /** Somebody drops all that the target has. */
    void wipe() {
        tables.replaceAll(table -> new SinkTable());
        strays.clear();
        marks = null;
        oracle.wiped(this);
    }

    /** Marks that come with rows only rise: writes return in any order, and beside marks that are stored alone. */
    void raiseMarks(Marks newMarks) {
        Marks stored = marks;
        if (stored == null
                || newMarks.epoch() > stored.epoch()
                || newMarks.watermark().isAtOrAfter(stored.watermark())) {
            storeMarks(newMarks);
        }
    }

    List<StrayRequest> strays() {
        return strays;
    }

    void astray(int lane, List<SinkOp> ops) {
        if (!ops.isEmpty()) {
            strays.add(new StrayRequest(lane, ops));
        }
    }

    /**
     * A new generation begins. A stray write from before history was lost would bring back a row that no version protects;
     * that it arrives so late is not modelled.
     */
    void forgetStrays() {
        strays.clear();
    }

    /** Another process takes over: where there are no versions, the old one's requests are kept out (E4). */
    void claim() {
        if (!kind.versioned()) {
            strays.clear();
        }
    }

    /** A lane's writer is opened anew: where there are no versions, requests of the one before are kept out (E4). */
    void openWriter(int lane) {
        if (!kind.versioned()) {
            strays.removeIf(stray -> stray.lane() == lane);
        }
    }

    /** Whether the change was offered before, by this or an earlier process. */
    boolean offer(SinkOp op) {
        return !offered.add(op.offer());
    }

    /**
     * Applies a change.
     *
     * @param repeated whether it was offered before
     * @return false when the target has something newer and refuses it
     */
    boolean apply(SinkOp op, boolean repeated) {
        SinkTable table = tables.get(op.table());
        if (op.isTruncate()) {
            truncate(table, op, repeated);
            return true;
        }
        StoredRow stored = table.row(op.key());
        if (kind.versioned() && stored != null && stored.version().compareTo(op.version()) > 0) {
            trace.event("refuse", op.number(), () -> name + " " + op);
            return false;
        }
        int generation = stored == null ? op.generation() : Math.max(stored.generation(), op.generation());
        if (op.operation() == Operation.DELETE) {
            table.rows().put(op.key(), StoredRow.tombstone(op.version(), generation));
        } else {
            table.rows().put(op.key(), new StoredRow(merged(op, stored), false, op.version(), generation, op.schema()));
        }
        shown(table, op.keyNumber(), op, repeated);
        trace.event("apply", op.number(), () -> name + " " + op);
        return true;
    }

    private static SourceRow merged(SinkOp op, @Nullable StoredRow stored) {
        if (op.row().text() != StoredRow.MISSING || stored == null || stored.deleted()) {
            return op.row();
        }
        return new SourceRow(op.row().version(), stored.row().text());
    }

    private void truncate(SinkTable table, SinkOp op, boolean repeated) {
        for (int key = 0; key < knobs.keys; key++) {
            StoredRow stored = table.row(Integer.toString(key));
            boolean wiped = stored != null && isWiped(stored, op);
            if (wiped || (stored == null && table.applied(key) < op.number())) {
                shown(table, key, op, repeated);
            }
        }
        for (Map.Entry<String, StoredRow> entry : table.rows().entrySet()) {
            StoredRow stored = entry.getValue();
            if (isWiped(stored, op)) {
                entry.setValue(StoredRow.tombstone(op.version(), stored.generation()));
            }
        }
        if (kind.versioned()) {
            forgetStraysBefore(op);
        }
        trace.event("apply", op.number(), () -> name + " " + op);
    }

    /** Where there was no row there is no version either: a write that arrives so late would stay, and is not modelled. */
    private void forgetStraysBefore(SinkOp truncate) {
        strays.replaceAll(stray -> new StrayRequest(
                stray.lane(),
                stray.ops().stream()
                        .filter(op ->
                                op.table() != truncate.table() || op.version().compareTo(truncate.version()) > 0)
                        .toList()));
    }

    private boolean isWiped(StoredRow stored, SinkOp truncate) {
        return !kind.versioned() || stored.version().compareTo(truncate.version()) < 0;
    }

    private void shown(SinkTable table, int key, SinkOp op, boolean repeated) {
        if (key >= 0) {
            oracle.applied(this, key, op, table.shown(key), repeated);
            table.shows(key, op);
        }
    }

    /** The keys that completing a seeding would remove. */
    List<String> ghosts(int table) {
        SinkTable swept = tables.get(table);
        return swept.rows().entrySet().stream()
                .filter(entry -> !entry.getValue().deleted() && entry.getValue().generation() < swept.generation())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Removes a row that a scan found; one with versions looks again whether it is still old. */
    void sweep(int table, String key) {
        SinkTable swept = tables.get(table);
        StoredRow stored = swept.row(key);
        if (stored == null || stored.deleted()) {
            return;
        }
        boolean current = stored.generation() == swept.generation();
        if (current && kind.versioned()) {
            return;
        }
        oracle.swept(this, table, key, current);
        swept.rows().put(key, StoredRow.tombstone(stored.version(), stored.generation()));
        trace.event("sweep", table, () -> name + " t" + table + "/" + key);
    }

    @Override
    public String toString() {
        return name + "(" + kind + ")";
    }
}
