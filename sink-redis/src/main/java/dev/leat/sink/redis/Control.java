package dev.leat.sink.redis;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection for everything but rows. Opened when it is needed, and again after any failure: what a connection still has
 * to answer after one is not known. Used by the control thread.
 */
final class Control {
    static final String ROLE = "control";

    private final Connections connections;
    private final Fence fence;
    private @Nullable RedisConnection current;

    Control(Connections connections, Fence fence) {
        this.connections = connections;
        this.fence = fence;
    }

    /** Works with a connection that belongs to the present owner. */
    <T> T run(Function<RedisConnection, T> work) {
        RedisConnection connection = current;
        if (connection != null) {
            return guarded(connection, work);
        }
        return guarded(connections.open(ROLE), opened -> {
            fence.pass(opened);
            current = opened;
            return work.apply(opened);
        });
    }

    /** Works with a new connection that need not belong to the owner: the work makes this process the owner. */
    <T> T claim(Function<RedisConnection, T> work) {
        RedisConnection connection = current;
        if (connection != null) {
            current = null;
            connections.close(connection);
        }
        return guarded(connections.open(ROLE), opened -> {
            T result = work.apply(opened);
            current = opened;
            return result;
        });
    }

    private <T> T guarded(RedisConnection connection, Function<RedisConnection, T> work) {
        boolean done = false;
        try {
            T result = work.apply(connection);
            done = true;
            return result;
        } finally {
            if (!done) {
                current = null;
                connections.close(connection);
            }
        }
    }
}
