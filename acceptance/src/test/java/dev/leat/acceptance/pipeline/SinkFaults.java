package dev.leat.acceptance.pipeline;

import dev.leat.acceptance.oracle.DurableLedger;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.change.Operation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong between the engine and a sink, and what really became durable there. It outlives the runs of a pipeline.
 * Thread-safe.
 */
public final class SinkFaults implements DurableLedger {
    private final Object monitor = new Object();
    private final String ledger;
    private final List<BitSet> ledgerRows = new ArrayList<>();
    private final AtomicLong readRows = new AtomicLong();
    private final AtomicLong liveChanges = new AtomicLong();
    private final AtomicLong writeCount = new AtomicLong();
    private @Nullable Predicate<ChangeSlice> held;
    private @Nullable Predicate<ChangeSlice> lostAnswer;
    private int waiting;
    private int lostAnswers;
    private long pauseNanosPerWrite;

    /**
     * No faults yet.
     *
     * @param ledger the bare name of the ledger's table
     */
    public SinkFaults(String ledger) {
        this.ledger = ledger;
    }

    /** Holds every write that matches before it reaches the sink, until {@link #release}. */
    public void hold(Predicate<ChangeSlice> matching) {
        synchronized (monitor) {
            held = matching;
        }
    }

    /** Holds every write. */
    public void hold() {
        hold(changes -> true);
    }

    /** Lets held writes go on. */
    public void release() {
        synchronized (monitor) {
            held = null;
            monitor.notifyAll();
        }
    }

    /** How many writes are being held. */
    public int heldCount() {
        synchronized (monitor) {
            return waiting;
        }
    }

    /** FailAfterWrite: the next write that matches reaches the sink, but its answer is lost with the connection. */
    public void loseAnswerOf(Predicate<ChangeSlice> matching) {
        synchronized (monitor) {
            lostAnswer = matching;
        }
    }

    /** How many answers were lost. */
    public int lostAnswerCount() {
        synchronized (monitor) {
            return lostAnswers;
        }
    }

    /** Slow: each write takes so much longer. */
    public void slowDown(long nanosPerWrite) {
        synchronized (monitor) {
            pauseNanosPerWrite = nanosPerWrite;
        }
    }

    /** Rows of snapshots that became durable. */
    public long readRowCount() {
        return readRows.get();
    }

    /** Live changes that became durable. */
    public long liveChangeCount() {
        return liveChanges.get();
    }

    /** Writes that returned. */
    public long writeCount() {
        return writeCount.get();
    }

    /** Whether a write has changes of this table. */
    public static Predicate<ChangeSlice> of(String table) {
        return changes -> {
            ChangeCursor cursor = changes.cursor();
            while (cursor.next()) {
                if (cursor.schema().table().name().equals(table)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** Whether a write has rows of a snapshot. */
    public static Predicate<ChangeSlice> reads() {
        return changes -> {
            ChangeCursor cursor = changes.cursor();
            return cursor.next() && cursor.operation() == Operation.READ;
        };
    }

    @Override
    public boolean holds(int client, long from, long to) {
        synchronized (monitor) {
            return client < ledgerRows.size() && ledgerRows.get(client).nextClearBit(Math.toIntExact(from)) >= to;
        }
    }

    void before(ChangeSlice changes) {
        synchronized (monitor) {
            try {
                awaitRelease(changes);
                long end = System.nanoTime() + pauseNanosPerWrite;
                for (long left = pauseNanosPerWrite; left > 0; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(monitor, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CdcException(ErrorKind.CONNECTION, "the held write was interrupted", e);
            }
        }
    }

    private void awaitRelease(ChangeSlice changes) throws InterruptedException {
        waiting++;
        try {
            while (held != null && held.test(changes)) {
                monitor.wait();
            }
        } finally {
            waiting--;
        }
    }

    void after(ChangeSlice changes) {
        synchronized (monitor) {
            note(changes);
            if (lostAnswer != null && lostAnswer.test(changes)) {
                lostAnswer = null;
                lostAnswers++;
                throw new CdcException(ErrorKind.CONNECTION, "the answer was lost");
            }
        }
    }

    private void note(ChangeSlice changes) {
        writeCount.incrementAndGet();
        ChangeCursor cursor = changes.cursor();
        while (cursor.next()) {
            (cursor.operation() == Operation.READ ? readRows : liveChanges).incrementAndGet();
            if (cursor.hasAfter() && cursor.schema().table().name().equals(ledger)) {
                int client = Math.toIntExact(cursor.after().longValue(0));
                while (ledgerRows.size() <= client) {
                    ledgerRows.add(new BitSet());
                }
                ledgerRows.get(client).set(Math.toIntExact(cursor.after().longValue(1)));
            }
        }
    }
}
