package dev.leat.testkit.simulation;

import dev.leat.testkit.simulation.SourceChange.Kind;
import dev.leat.testkit.simulation.SourceTransaction.State;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the applications do to the source: one statement at a time, in several transactions at once, until there is no more. */
final class Workload {
    private final Knobs knobs;
    private final Chance chance;
    private final SourceModel source;
    private final Trace trace;
    private int toBegin;
    private boolean goesOn;

    Workload(Knobs knobs, Chance chance, SourceModel source, Trace trace) {
        this.knobs = knobs;
        this.chance = chance;
        this.source = source;
        this.trace = trace;
        this.toBegin = knobs.transactions;
    }

    /** Whether a transaction is open or may be begun. */
    boolean canWrite() {
        return toBegin > 0 || openCount() > 0;
    }

    boolean canShow() {
        return source.unended().stream().anyMatch(transaction -> transaction.state() == State.LOGGED);
    }

    private long openCount() {
        return source.unended().stream()
                .filter(transaction -> transaction.state() == State.OPEN)
                .count();
    }

    /** There are always more transactions. */
    void goOn() {
        goesOn = true;
        toBegin = Math.max(toBegin, 1);
    }

    /** Begins no more transactions. */
    void stop() {
        goesOn = false;
        toBegin = 0;
    }

    /** One step of one application. */
    void write() {
        List<SourceTransaction> open = open();
        if (toBegin > 0 && (open.isEmpty() || (open.size() < knobs.maxOpen && chance.percent(30)))) {
            toBegin--;
            SourceTransaction begun = source.begin();
            trace.event("begin", begun.id(), begun::toString);
            statement(begun);
            return;
        }
        if (open.isEmpty()) {
            return;
        }
        SourceTransaction writer = chance.pick(open);
        boolean more = toBegin > 0 || knobs.transactions > 0;
        if (more && writer.changes().size() < knobs.maxStatements && chance.percent(knobs.longTransactions)) {
            statement(writer);
        } else if (mayEnd(writer)) {
            end(writer);
        }
    }

    /** Applications that never rest hand over to each other: somebody always has a change of the table open. */
    private boolean mayEnd(SourceTransaction writer) {
        return !goesOn
                || writer.written().stream()
                        .allMatch(table -> open().stream()
                                .anyMatch(other ->
                                        other != writer && other.written().contains(table)));
    }

    private List<SourceTransaction> open() {
        return source.unended().stream()
                .filter(transaction -> transaction.state() == State.OPEN)
                .toList();
    }

    void end(SourceTransaction writer) {
        if (chance.percent(knobs.rollback)) {
            source.abort(writer);
        } else if (writer.changes().isEmpty()) {
            source.abort(writer);
        } else {
            source.commit(writer, 8 * chance.from(1, 3), !chance.percent(knobs.asynchronous));
        }
    }

    /** Makes one logged transaction visible. */
    void show() {
        source.show(chance.pick(source.unended().stream()
                .filter(transaction -> transaction.state() == State.LOGGED)
                .toList()));
    }

    private void statement(SourceTransaction writer) {
        SourceTable table = chance.pick(source.tables());
        if (!table.mayWrite(writer)) {
            return;
        }
        int dice = chance.below(100);
        if (dice < knobs.truncate) {
            truncate(writer, table);
        } else if (dice < knobs.truncate + knobs.rewrite) {
            rewrite(writer, table);
        } else if (dice < knobs.truncate + knobs.rewrite + knobs.move) {
            if (chance.percent(knobs.swap)) {
                swap(writer, table);
            } else {
                move(writer, table);
            }
        } else {
            row(writer, table);
        }
    }

    private void row(SourceTransaction writer, SourceTable table) {
        int key = chance.below(table.keyCount());
        if (table.history(key).isLockedFor(writer)) {
            return;
        }
        SourceRow row = table.history(key).latest().row();
        if (row == null) {
            insert(writer, table, key);
        } else if (chance.percent(knobs.delete)) {
            delete(writer, table, key, row);
            if (chance.percent(25)) {
                insert(writer, table, key);
            }
        } else {
            update(writer, table, key, row);
        }
    }

    private void insert(SourceTransaction writer, SourceTable table, int key) {
        long number = source.nextNumber();
        long text = mayBeNull(table) && chance.percent(20) ? SourceRow.NULL : number;
        log(writer, Kind.INSERT, table, number, key, key, null, new SourceRow(number, text), true);
    }

    private void delete(SourceTransaction writer, SourceTable table, int key, SourceRow row) {
        log(writer, Kind.DELETE, table, source.nextNumber(), key, key, row, null, true);
    }

    private void update(SourceTransaction writer, SourceTable table, int key, SourceRow row) {
        long number = source.nextNumber();
        boolean keepsText = chance.percent(knobs.partial);
        SourceRow after = new SourceRow(number, text(table, number, keepsText, row));
        log(writer, Kind.UPDATE, table, number, key, key, row, after, !keepsText || chance.percent(15));
    }

    private void move(SourceTransaction writer, SourceTable table) {
        int from = chance.below(table.keyCount());
        int to = chance.below(table.keyCount());
        if (from != to && isFree(writer, table, from, true) && isFree(writer, table, to, false)) {
            move(writer, table, from, to);
        }
    }

    private void move(SourceTransaction writer, SourceTable table, int from, int to) {
        SourceRow row = table.history(from).latest().row();
        if (row == null) {
            return;
        }
        long number = source.nextNumber();
        long inserted = source.nextNumber();
        boolean keepsText = chance.percent(knobs.partial);
        SourceRow after = new SourceRow(inserted, text(table, inserted, keepsText, row));
        log(writer, Kind.MOVE, table, number, to, from, row, after, !keepsText || chance.percent(15));
    }

    /** Two rows change places: over a third key, or at once where the key is checked only at the commit. */
    private void swap(SourceTransaction writer, SourceTable table) {
        int one = chance.below(table.keyCount());
        int other = (one + 1) % table.keyCount();
        int third = (one + 2) % table.keyCount();
        if (one == other || !isFree(writer, table, one, true) || !isFree(writer, table, other, true)) {
            return;
        }
        if (table.hasDeferrableKey()) {
            swapAtOnce(writer, table, one, other);
        } else if (third != one && isFree(writer, table, third, false)) {
            move(writer, table, one, third);
            move(writer, table, other, one);
            move(writer, table, third, other);
        }
    }

    private void swapAtOnce(SourceTransaction writer, SourceTable table, int one, int other) {
        SourceRow first = table.history(one).latest().row();
        SourceRow second = table.history(other).latest().row();
        if (first == null || second == null) {
            return;
        }
        long number = source.nextNumber();
        SourceRow moved = new SourceRow(source.nextNumber(), first.text());
        long otherNumber = source.nextNumber();
        SourceRow otherMoved = new SourceRow(source.nextNumber(), second.text());
        record(writer, new SourceChange(Kind.MOVE, table, number, other, one, first, moved, true, lsn()));
        record(writer, new SourceChange(Kind.MOVE, table, otherNumber, one, other, second, otherMoved, true, lsn()));
        long lsn = lsn();
        table.history(one).add(new KeyHistory.State(writer, Kind.MOVE, otherMoved.version(), otherMoved, lsn));
        table.history(other).add(new KeyHistory.State(writer, Kind.MOVE, moved.version(), moved, lsn));
    }

    private boolean isFree(SourceTransaction writer, SourceTable table, int key, boolean hasRow) {
        KeyHistory history = table.history(key);
        return !history.isLockedFor(writer) && (history.latest().row() != null) == hasRow;
    }

    private long text(SourceTable table, long number, boolean kept, SourceRow before) {
        if (kept) {
            return before.text();
        }
        return mayBeNull(table) && chance.percent(20) ? SourceRow.NULL : number;
    }

    /** A column that may have to stand in for a key has a value. */
    private static boolean mayBeNull(SourceTable table) {
        return !table.hasDeferrableKey();
    }

    private void truncate(SourceTransaction writer, SourceTable first) {
        List<SourceTable> tables = chance.percent(30) ? source.tables() : List.of(first);
        for (SourceTable table : tables) {
            if (!table.mayLockExclusively(writer, source.unended())) {
                return;
            }
        }
        for (SourceTable table : tables) {
            table.lockExclusively(writer);
            table.rewrittenBy(writer);
            long number = source.nextNumber();
            long lsn = lsn();
            record(writer, new SourceChange(Kind.TRUNCATE, table, number, 0, 0, null, null, true, lsn));
            for (int key = 0; key < table.keyCount(); key++) {
                table.history(key).add(new KeyHistory.State(writer, Kind.TRUNCATE, number, null, lsn));
            }
        }
    }

    private void rewrite(SourceTransaction writer, SourceTable table) {
        if (!table.mayLockExclusively(writer, source.unended())) {
            return;
        }
        table.lockExclusively(writer);
        table.rewrittenBy(writer);
        SourceChange change = new SourceChange(Kind.REWRITE, table, source.nextNumber(), 0, 0, null, null, true, lsn());
        record(writer, change);
        if (chance.percent(50)) { // others leave the columns as they are
            table.schemaChanged(change);
        }
    }

    private void log(
            SourceTransaction writer,
            Kind kind,
            SourceTable table,
            long number,
            int key,
            int oldKey,
            @Nullable SourceRow before,
            @Nullable SourceRow after,
            boolean carriesText) {
        long lsn = lsn();
        record(writer, new SourceChange(kind, table, number, key, oldKey, before, after, carriesText, lsn));
        if (kind == Kind.MOVE) {
            table.history(oldKey).add(new KeyHistory.State(writer, kind, number, null, lsn));
        }
        long last = after == null ? number : after.version();
        table.history(key).add(new KeyHistory.State(writer, kind, last, after, lsn));
    }

    private long lsn() {
        return source.append(8 * chance.from(1, 3));
    }

    private void record(SourceTransaction writer, SourceChange change) {
        writer.changes().add(change);
        writer.written().add(change.table());
        Supplier<String> words = () -> writer + " " + change;
        trace.event("statement", change.number(), words);
    }
}
