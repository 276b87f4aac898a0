package dev.leat.core.engine.decision;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen later. Time is handed in, in nanoseconds of any steady clock. */
final class Timers {
    private final PriorityQueue<Timer> queue = new PriorityQueue<>(
            Comparator.<Timer>comparingLong(timer -> timer.at).thenComparingLong(timer -> timer.order));
    private long now;
    private long orders;

    long now() {
        return now;
    }

    void after(long nanos, Runnable action) {
        queue.add(new Timer(now + nanos, orders++, action));
    }

    void advance(long newNow) {
        now = Math.max(now, newNow);
        for (Timer due = queue.peek(); due != null && due.at <= now; due = queue.peek()) {
            queue.remove();
            due.action.run();
        }
    }

    /** When the next one is due; {@link Long#MAX_VALUE} when there is none. */
    long next() {
        Timer head = queue.peek();
        return head == null ? Long.MAX_VALUE : head.at;
    }

    private record Timer(long at, long order, Runnable action) {}
}
