package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what must not write from writing. Redis executes what lies in a dead connection's buffers sooner or later, so order
 * rests on two facts: a connection takes its name before it checks the term, and a claim raises the term before it kills
 * the connections with such names. Whoever comes late is killed or reads the newer term.
 *
 * <p>Thread-safe.
 */
final class Fence {
    private static final byte[] BY_ID = "ID".getBytes(UTF_8);
    private static final byte[] ONE = "1".getBytes(UTF_8);

    private final Endpoint endpoint;
    private final StateHash state;
    private final StoredMarks marks;
    private volatile @Nullable Ownership ownership;

    Fence(Endpoint endpoint, StateHash state, StoredMarks marks) {
        this.endpoint = endpoint;
        this.state = state;
        this.marks = marks;
    }

    /**
     * Raises the term and kills every connection of this sink that other processes have.
     *
     * @param namePrefix what the names of this sink's connections begin with
     * @param ours the numbers of this process's connections
     * @return the new term
     */
    long claim(RedisConnection control, String owner, String namePrefix, Set<Long> ours) {
        String unique = owner + " (claim " + UUID.randomUUID() + ")";
        control.send(RedisConnection.words(Command.MULTI));
        control.send(RedisConnection.words(Command.HINCRBY, state.key(), state.term(), ONE));
        control.send(RedisConnection.words(Command.HSET, state.key(), state.owner(), unique.getBytes(UTF_8)));
        control.send(RedisConnection.words(Command.EXEC));
        Object answers = control.requireAll(control.replies(4)).get(3);
        List<?> list = answers instanceof List<?> all ? all : List.of();
        String error = RedisConnection.error(list.get(0));
        if (error != null && ReplyErrors.code(error).equals(ReplyErrors.WRONGTYPE)) {
            throw control.failure(error);
        }
        if (!(list.get(0) instanceof Long term)) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the field " + new String(state.term(), UTF_8) + " of the hash " + state.name() + " in Redis at "
                            + endpoint + " is no number: HDEL it");
        }
        ownership = new Ownership(term, unique, state, endpoint);
        kill(control, name -> name.startsWith(namePrefix), id -> !ours.contains(id));
        return term;
    }

    /**
     * Lets a new connection pass when this process still owns the target.
     *
     * @throws CdcException FENCED when another process does; GAP when the target lost its state
     */
    void pass(RedisConnection connection) {
        List<byte[]> fields = new ArrayList<>(List.of(state.term(), state.owner()));
        List<Integer> branches = marks.branches();
        branches.forEach(branch -> fields.add(state.marks(branch)));
        List<StoredMarks.Place> known = marks.places(branches);
        List<?> stored = connection.callForList(Command.HMGET, hashAnd(fields));
        require(stored.get(0), stored.get(1));
        for (int i = 0; i < branches.size(); i++) {
            if (!known.get(i).isAtMost(stored.get(2 + i))) {
                throw Ownership.lost(endpoint, state);
            }
        }
    }

    /** Compares the stored term and owner with this process's claim. */
    void require(@Nullable Object term, @Nullable Object owner) {
        Ownership claimed = ownership;
        if (claimed == null) {
            throw new CdcException(ErrorKind.INTERNAL, "the sink is used before it was claimed");
        }
        claimed.require(term, owner);
    }

    /** Kills the other connections that have exactly this name: what they sent takes no effect any more. */
    void killNamesakes(RedisConnection connection, String name) {
        kill(connection, name::equals, id -> id != connection.id());
    }

    private static void kill(RedisConnection by, Predicate<String> names, LongPredicate ids) {
        List<Long> doomed = new ArrayList<>();
        byte[] list = by.callForBytes(Command.CLIENT_LIST);
        new String(list == null ? new byte[0] : list, UTF_8).lines().forEach(line -> {
            String name = value(line, " name=");
            long id = Long.parseLong(value(" " + line, " id="));
            if (names.test(name) && ids.test(id)) {
                doomed.add(id);
            }
        });
        for (long id : doomed) {
            by.callForNumber(Command.CLIENT_KILL, BY_ID, RedisConnection.ascii(id));
        }
    }

    private static String value(String line, String key) {
        int at = line.indexOf(key);
        if (at < 0) {
            throw new CdcException(ErrorKind.DECODE, "CLIENT LIST has a line without" + key);
        }
        int start = at + key.length();
        int end = line.indexOf(' ', start);
        return line.substring(start, end < 0 ? line.length() : end);
    }

    private byte[][] hashAnd(List<byte[]> fields) {
        List<byte[]> all = new ArrayList<>(fields);
        all.add(0, state.key());
        return all.toArray(byte[][]::new);
    }
}
