package org.example.ticker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.Position;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Delivers a row when its time has come, each in a transaction of its own. Polled by one thread. */
final class TickerStream implements ChangeStream {
    private final StreamStart start;
    private final long intervalNanos;
    private final long ticks;
    private final boolean delivers;
    private final BatchLimits limits;
    private final Cursor cursor;
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean progressWanted = new AtomicBoolean();
    /** The last row that was delivered; written by the polling thread. */
    private volatile long reached;

    private long nextAt;

    /** @param delivers false: the file doesn't select inserts, and rows are passed over */
    TickerStream(
            StreamStart start, Duration interval, long ticks, boolean delivers, BatchLimits limits, Cursor cursor) {
        this.start = start;
        this.intervalNanos = interval.toNanos();
        this.ticks = ticks;
        this.delivers = delivers;
        this.limits = limits;
        this.cursor = cursor;
        this.reached = Cursor.rowBefore(start.position());
        this.nextAt = System.nanoTime() + intervalNanos;
    }

    @Override
    public StreamStart start() {
        return start;
    }

    Position reached() {
        return Cursor.behind(reached);
    }

    @Override
    public ChangeBatch poll(Duration timeout) {
        boolean isOver = reached >= ticks;
        long nanos = isOver ? timeout.toNanos() : Math.min(timeout.toNanos(), nextAt - System.nanoTime());
        if (isClosedWithin(nanos)) {
            return ChangeBatch.nothing();
        }
        ChangeBatch batch = isOver ? ChangeBatch.nothing() : due();
        return batch.position() == null && progressWanted.compareAndSet(true, false)
                ? ChangeBatch.progress(reached())
                : batch;
    }

    private boolean isClosedWithin(long nanos) {
        try {
            return closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the engine ends this thread
            return true;
        }
    }

    /** Every row whose time has come, within the limits of a batch. */
    private ChangeBatch due() {
        long n = reached;
        long now = System.nanoTime();
        while (n < ticks
                && nextAt - now <= 0
                && builder.size() < limits.maxChanges()
                && builder.byteCount() < limits.maxBytes()) {
            n++;
            nextAt += intervalNanos;
            if (delivers) {
                add(n);
            }
        }
        if (n == reached) {
            return ChangeBatch.nothing();
        }
        reached = n;
        // a batch that ends between two transactions carries the place where it ends
        return builder.build(Cursor.behind(n));
    }

    private void add(long n) {
        byte[] digits = Long.toString(n).getBytes(US_ASCII);
        byte[] before = Long.toString(n - 1).getBytes(US_ASCII);
        byte[] label = TickTable.label(digits);
        long micros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        builder.begin(n, micros, digits, digits.length, before, before.length);
        builder.open(Operation.INSERT, TickTable.SCHEMA, true, BeforeImage.ABSENT);
        builder.after(TickTable.N, builder.append(digits, 0, digits.length), digits.length);
        builder.after(TickTable.LABEL, builder.append(label, 0, label.length), label.length);
        builder.close();
        builder.commit(digits, digits.length);
    }

    /** Stored before anything is forgotten; here nothing is, but a server would be told after this line. */
    @Override
    public void confirm(Position position) {
        cursor.store(position);
    }

    @Override
    public void requestProgress() {
        progressWanted.set(true);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
