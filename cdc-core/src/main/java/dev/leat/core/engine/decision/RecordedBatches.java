package dev.leat.core.engine.decision;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The batches received since the oldest read that is under way was requested, kept to be replayed onto its rows. */
final class RecordedBatches {
    private final ArrayDeque<SharedBatch> batches = new ArrayDeque<>();
    private long first;
    private final List<Long> marks = new ArrayList<>();

    /** From here on everything is kept until {@link #end} is called with the result. */
    long begin() {
        long mark = first + batches.size();
        marks.add(mark);
        return mark;
    }

    void add(SharedBatch batch) {
        if (!marks.isEmpty()) {
            batch.retain();
            batches.add(batch);
        }
    }

    List<SharedBatch> since(long mark) {
        List<SharedBatch> found = new ArrayList<>();
        long index = first;
        for (SharedBatch batch : batches) {
            if (index++ >= mark) {
                found.add(batch);
            }
        }
        return found;
    }

    void end(long mark) {
        marks.remove(mark);
        long oldest = marks.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        while (first < oldest && !batches.isEmpty()) {
            batches.remove().release();
            first++;
        }
    }
}
