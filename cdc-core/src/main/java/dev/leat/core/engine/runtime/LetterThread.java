package dev.leat.core.engine.runtime;

import dev.leat.core.deadletter.DeadLetters;
import dev.leat.core.engine.decision.LetterCall;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps dead letters and counters, so that the loop never waits for the disk. */
final class LetterThread implements Runnable {
    private final List<NamedSink> sinks;
    private final long epoch;
    private final PipelineRecords records;
    private final LetterEvents events;
    private volatile boolean closed;
    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

    /** Who is told; called on this thread. */
    interface LetterEvents {
        void done(LetterCall call, int count);

        void failed(LetterCall call, Throwable cause);

        void countsNotStored(Throwable cause);
    }

    private interface Task {
        void run();
    }

    LetterThread(List<NamedSink> sinks, long epoch, PipelineRecords records, LetterEvents events) {
        this.sinks = sinks;
        this.epoch = epoch;
        this.records = records;
        this.events = events;
    }

    void call(LetterCall call) {
        tasks.add(() -> {
            try {
                events.done(call, make(call));
            } catch (Throwable failure) {
                events.failed(call, failure);
            }
        });
    }

    void store(Counts counts) {
        tasks.add(() -> {
            try {
                records.storeCounts(counts);
            } catch (Throwable failure) {
                events.countsNotStored(failure);
            }
        });
    }

    /** Nothing more is begun; what is being written is finished. */
    void close() {
        closed = true;
        tasks.add(() -> {});
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                tasks.take().run();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private int make(LetterCall call) {
        Optional<DeadLetters> kept = records.deadLetters();
        if (kept.isEmpty()) {
            throw new IllegalStateException("there are no dead letters");
        }
        DeadLetters letters = kept.get();
        if (call instanceof LetterCall.PutAside put) {
            String sink = sinks.get(put.write().sink()).name();
            letters.add(sink, epoch, put.write().changes().batch(), put.refused());
        } else if (call instanceof LetterCall.Settle settle) {
            letters.remove(settle.letters());
        } else {
            throw new AssertionError(call);
        }
        return letters.count();
    }
}
