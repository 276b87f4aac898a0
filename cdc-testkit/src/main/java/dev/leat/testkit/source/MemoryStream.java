package dev.leat.testkit.source;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.plugin.BatchLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Delivers one transaction after the other, each in as many batches as the limits ask for. */
final class MemoryStream implements ChangeStream {
    private final MemorySource source;
    private final BatchLimits limits;
    private final StreamStart start;
    private final Consumer<Position> confirm;
    private final int breaks;
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile boolean closed;
    /** The last transaction that was delivered whole. */
    private long reached;

    /** The change of the next one at which the next batch begins. */
    private int next;

    MemoryStream(MemorySource source, BatchLimits limits, StreamStart start, Consumer<Position> confirm) {
        this.source = source;
        this.limits = limits;
        this.start = start;
        this.confirm = confirm;
        this.breaks = source.breakCount();
        this.reached = start.position().sequence() - 1;
    }

    @Override
    public StreamStart start() {
        return start;
    }

    @Override
    public ChangeBatch poll(Duration timeout) {
        int seen = source.wakeupCount();
        if (!closed && !wanted.get()) {
            source.await(reached, breaks, seen, timeout);
        }
        if (closed || source.breakCount() != breaks) {
            throw new CdcException(ErrorKind.CONNECTION, "the stream of the source in memory was ended");
        }
        if (source.has(reached + 1)) {
            return piece(source.transaction(reached + 1));
        }
        return wanted.getAndSet(false) ? ChangeBatch.progress(MemorySource.behind(reached)) : ChangeBatch.nothing();
    }

    private ChangeBatch piece(ChangeBatch transaction) {
        int end = Math.min(transaction.size(), next + limits.maxChanges());
        ChangeCursor change = transaction.cursor();
        for (; next < end; next++) {
            change.seek(next);
            builder.copy(change);
        }
        if (next < transaction.size()) {
            return builder.build(null);
        }
        next = 0;
        reached++;
        return builder.build(MemorySource.behind(reached));
    }

    @Override
    public void confirm(Position position) {
        confirm.accept(position);
    }

    @Override
    public void requestProgress() {
        wanted.set(true);
        source.wake();
    }

    @Override
    public void close() {
        closed = true;
        source.wake();
    }
}
