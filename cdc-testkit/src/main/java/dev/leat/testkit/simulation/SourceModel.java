package dev.leat.testkit.simulation;

import dev.leat.api.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * A database with a log. A transaction's commit is in the log, flushed, and visible at three different moments, and the order
 * in which transactions become visible is not the order of their commits.
 */
final class SourceModel {
    /** A record never begins where a page begins: the page's header does. */
    private static final int PAGE = 256;

    private static final int PAGE_HEADER = 24;

    private final Trace trace;
    private final List<SourceTable> tables = new ArrayList<>();
    private final List<SourceTransaction> unended = new ArrayList<>();
    private final List<SourceTransaction> log = new ArrayList<>();
    private long endLsn = 1024;
    private long flushedLsn = endLsn;
    private int endings;
    private int serverNumber = 1;
    private final List<SourceTransaction> all = new ArrayList<>();
    private long lastNumber;

    SourceModel(Knobs knobs, Chance chance, Trace trace) {
        this.trace = trace;
        for (int i = 0; i < knobs.tables; i++) {
            boolean deferrable = chance.percent(knobs.deferrable);
            SourceTable table =
                    new SourceTable(i, knobs.keys, deferrable || chance.percent(knobs.fullIdentity), deferrable);
            tables.add(table);
            for (int key = 0; key < knobs.keys; key++) {
                if (chance.percent(knobs.initialRows)) {
                    long number = nextNumber();
                    table.history(key)
                            .add(new KeyHistory.State(
                                    SourceTransaction.BEFORE_ALL, null, number, new SourceRow(number, number), 0));
                }
            }
        }
    }

    List<SourceTable> tables() {
        return tables;
    }

    SourceTable table(int index) {
        return tables.get(index);
    }

    /** Transactions that are open, or logged and not visible yet. */
    List<SourceTransaction> unended() {
        return unended;
    }

    /** Committed transactions in the order of the log. */
    List<SourceTransaction> log() {
        return log;
    }

    /** The end of the log, where it is not within a page's header. */
    long endLsn() {
        return endLsn;
    }

    long flushedLsn() {
        return flushedLsn;
    }

    boolean isFlushed() {
        return flushedLsn == endLsn;
    }

    void flush() {
        flushedLsn = endLsn;
        trace.event("flush", endLsn, () -> "to " + endLsn);
    }

    static Position position(long lsn) {
        return new Position(lsn, Long.toString(lsn));
    }

    long nextNumber() {
        return ++lastNumber;
    }

    /** Writes a record; returns where it begins. */
    long append(int size) {
        long start = endLsn % PAGE == 0 ? endLsn + PAGE_HEADER : endLsn;
        endLsn = start + size;
        return start;
    }

    SourceTransaction begin() {
        SourceTransaction begun = new SourceTransaction(all.size() + 1);
        all.add(begun);
        unended.add(begun);
        return begun;
    }

    SourceTransaction transaction(int id) {
        return all.get(id - 1);
    }

    void commit(SourceTransaction transaction, int recordSize, boolean waitsForFlush) {
        long start = append(recordSize);
        transaction.logged(start, endLsn);
        log.add(transaction);
        trace.event("commit", transaction.id(), () -> transaction + " logged at " + start + ".." + endLsn);
        if (waitsForFlush) {
            flush();
        }
    }

    void show(SourceTransaction transaction) {
        transaction.ended(SourceTransaction.State.VISIBLE, ++endings);
        end(transaction);
        trace.event("visible", transaction.id(), transaction::toString);
    }

    void abort(SourceTransaction transaction) {
        transaction.ended(SourceTransaction.State.ABORTED, ++endings);
        tables.forEach(table -> table.undo(transaction));
        end(transaction);
        trace.event("abort", transaction.id(), transaction::toString);
    }

    private void end(SourceTransaction transaction) {
        unended.remove(transaction);
        tables.forEach(table -> table.unlock(transaction));
    }

    /** The server stops and starts: what was not committed is gone, what was is flushed and visible. */
    void restart() {
        flush();
        for (SourceTransaction transaction : List.copyOf(unended)) {
            if (transaction.state() == SourceTransaction.State.OPEN) {
                abort(transaction);
            } else {
                show(transaction);
            }
        }
    }

    /** The tables are copied to another server, with another log; a copy may lack the rows that were written last. */
    void moveToAnotherServer(Chance chance) {
        restart();
        log.clear();
        endLsn = 1024;
        flushedLsn = endLsn;
        serverNumber++;
        for (SourceTable table : tables) {
            table.moveToAnotherServer();
            for (int key = 0; key < table.keyCount(); key++) {
                KeyHistory.State now = table.history(key).latest();
                SourceRow row = chance.percent(80) ? now.row() : null;
                table.history(key)
                        .moveTo(new KeyHistory.State(SourceTransaction.BEFORE_ALL, null, now.number(), row, 0));
            }
        }
        trace.event("move", serverNumber, () -> "to server " + serverNumber);
    }

    int serverNumber() {
        return serverNumber;
    }

    /** The server's name for itself. */
    String system() {
        return "server " + serverNumber;
    }

    /** Whoever has ended up to now is what a snapshot taken now sees. */
    int snapshot() {
        return endings;
    }
}
