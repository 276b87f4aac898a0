package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes a field of the state hash as one step: only while this process owns it, and only from the value that was looked
 * at. Commands that belong to the step are executed with it or not at all.
 */
final class OwnedState {
    private static final int MAX_TRIES = 1000;

    private final StateHash state;
    private final Fence fence;
    private final Endpoint endpoint;

    OwnedState(StateHash state, Fence fence, Endpoint endpoint) {
        this.state = state;
        this.fence = fence;
        this.endpoint = endpoint;
    }

    /** What becomes of a field, with the commands that are executed in the same step. */
    static final class Step {
        private final byte @Nullable [] next;
        private final List<byte[][]> commands;

        private Step(byte @Nullable [] next, List<byte[][]> commands) {
            this.next = next;
            this.commands = List.copyOf(commands);
        }

        /** The field gets a new value. */
        static Step set(byte[] next, List<byte[][]> commands) {
            return new Step(next, commands);
        }

        /** The field is removed. */
        static Step remove() {
            return new Step(null, List.of());
        }
    }

    byte @Nullable [] read(RedisConnection connection, byte[] field) {
        return connection.callForBytes(Command.HGET, state.key(), field);
    }

    /**
     * Replaces the value.
     *
     * @param decide gets the value that is there, or null; called again when somebody else changed the hash meanwhile
     * @throws CdcException FENCED or GAP when this process does not own the hash any more
     */
    void update(RedisConnection connection, byte[] field, Function<byte @Nullable [], Step> decide) {
        for (int i = 0; i < MAX_TRIES; i++) {
            connection.call(Command.WATCH, state.key());
            List<?> now = connection.callForList(Command.HMGET, state.key(), state.term(), state.owner(), field);
            fence.require(now.get(0), now.get(1));
            Step step = decide.apply((byte @Nullable []) now.get(2));
            if (execute(connection, field, step)) {
                return;
            }
        }
        throw new CdcException(
                ErrorKind.CONNECTION,
                "the hash " + state.name() + " in Redis at " + endpoint + " changes all the time");
    }

    private boolean execute(RedisConnection connection, byte[] field, Step step) {
        connection.send(RedisConnection.words(Command.MULTI));
        byte[] next = step.next;
        connection.send(
                next == null
                        ? RedisConnection.words(Command.HDEL, state.key(), field)
                        : RedisConnection.words(Command.HSET, state.key(), field, next));
        step.commands.forEach(connection::send);
        connection.send(RedisConnection.words(Command.EXEC));
        int count = step.commands.size() + 3;
        Object answers = connection.requireAll(connection.replies(count)).get(count - 1);
        if (answers instanceof List<?> list) {
            connection.requireAll(list);
            return true;
        }
        return false;
    }
}
