package dev.leat.sink.redis;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket that does not take what is written to it in time: Java knows a timeout for reading only, and a server
 * that has stopped reading would block a lane for ever. Thread-safe; one daemon thread per sink, from the first write on.
 */
final class StallWatch implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param owner names the thread
     */
    StallWatch(String owner) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "leat-redis-watch-" + owner);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** The socket is closed after {@code limit} unless the result is cancelled before. */
    Future<?> begin(RedisSocket socket, Duration limit) {
        return timer.schedule(socket::close, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
