package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.Belonging;
import java.util.ArrayList;
import java.util.List;

/** What the sink keeps beside the rows: its fields of the pipeline's state hash, and the sets of keys of its generations. */
final class SinkBelongings {
    private static final byte[] MATCH = "MATCH".getBytes(US_ASCII);
    private static final byte[] COUNT = "COUNT".getBytes(US_ASCII);
    private static final byte[] PAGE = "2000".getBytes(US_ASCII);
    private static final byte[] START = {'0'};

    private final RedisConnection connection;
    private final StateHash state;

    SinkBelongings(RedisConnection connection, StateHash state) {
        this.connection = connection;
        this.state = state;
    }

    List<Belonging> find() {
        List<Belonging> found = new ArrayList<>();
        List<byte[]> fields = fields();
        if (!fields.isEmpty()) {
            found.add(new Belonging(
                    "seed state and marks: " + fields.size() + " fields of hash " + state.name(),
                    "redis-cli UNLINK " + state.name() + ", if no other sink of the pipeline is here",
                    () -> fields().forEach(field -> connection.callForNumber(Command.HDEL, state.key(), field))));
        }
        List<byte[]> sets = sets();
        if (!sets.isEmpty()) {
            found.add(new Belonging(
                    "sets of keys of unfinished seedings: " + sets.size() + " keys " + state.prefix() + "*",
                    "redis-cli --scan --pattern '" + state.prefix() + "*' | xargs redis-cli UNLINK",
                    () -> sets().forEach(set -> connection.callForNumber(Command.UNLINK, set))));
        }
        return found;
    }

    private List<byte[]> fields() {
        return connection.callForList(Command.HKEYS, state.key()).stream()
                .map(field -> (byte[]) field)
                .filter(state::ownsField)
                .toList();
    }

    private List<byte[]> sets() {
        List<byte[]> sets = new ArrayList<>();
        byte[] pattern = (state.prefix() + "*").getBytes(UTF_8); // escaped: no character of a pattern is in it
        byte[] cursor = START;
        do {
            List<?> reply = connection.callForList(Command.SCAN, cursor, MATCH, pattern, COUNT, PAGE);
            cursor = (byte[]) reply.get(0);
            for (Object key : (List<?>) reply.get(1)) {
                sets.add((byte[]) key);
            }
        } while (cursor.length != 1 || cursor[0] != '0');
        return sets;
    }
}
