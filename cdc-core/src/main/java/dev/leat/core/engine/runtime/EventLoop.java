package dev.leat.core.engine.runtime;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The queue of what happened, emptied by the loop's thread. What is queued is bounded by who may have something under way. */
final class EventLoop {
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    /** Any thread. */
    void post(Runnable event) {
        events.add(event);
    }

    /** Waits for the next event no longer than this; null when there is none. */
    @Nullable
    Runnable next(long maxNanos) throws InterruptedException {
        Runnable ready = events.poll();
        return ready != null || maxNanos <= 0 ? ready : events.poll(maxNanos, TimeUnit.NANOSECONDS);
    }
}
