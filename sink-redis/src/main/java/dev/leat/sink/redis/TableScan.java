package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the keys of one table's rows, a page at a time. Every row that is there from the beginning to the end is seen,
 * some perhaps twice; keys that only look alike are left out.
 */
final class TableScan {
    private static final byte[] MATCH = "MATCH".getBytes(US_ASCII);
    private static final byte[] COUNT = "COUNT".getBytes(US_ASCII);
    private static final byte[] PAGE = "2000".getBytes(US_ASCII);
    private static final byte[] TYPE = "TYPE".getBytes(US_ASCII);
    private static final byte[] START = {'0'};

    private final RedisConnection connection;
    private final TableKeys keys;
    private final byte[] pattern;
    private final ValueType type;
    private final List<byte[]> page = new ArrayList<>();
    private byte[] cursor = START;
    private boolean ended;

    TableScan(RedisConnection connection, TableKeys keys, ValueType type) {
        this.connection = connection;
        this.keys = keys;
        this.pattern = keys.pattern();
        this.type = type;
    }

    /** Whether there is any row. */
    static boolean findsAny(RedisConnection connection, TableKeys keys, ValueType type) {
        return new TableScan(connection, keys, type).next();
    }

    /** Reads on to the next page that holds rows; false when there is none. */
    boolean next() {
        page.clear();
        while (!ended && page.isEmpty()) {
            List<?> reply = type == ValueType.ANY
                    ? connection.callForList(Command.SCAN, cursor, MATCH, pattern, COUNT, PAGE)
                    : connection.callForList(Command.SCAN, cursor, MATCH, pattern, COUNT, PAGE, TYPE, type.bytes());
            cursor = (byte[]) reply.get(0);
            ended = cursor.length == 1 && cursor[0] == '0';
            for (Object found : (List<?>) reply.get(1)) {
                byte[] key = (byte[]) found;
                if (keys.owns(key)) {
                    page.add(key);
                }
            }
        }
        return !page.isEmpty();
    }

    /** The keys of the page that {@link #next} read. */
    List<byte[]> page() {
        return page;
    }
}
