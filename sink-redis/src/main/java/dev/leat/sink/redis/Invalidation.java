package dev.leat.sink.redis;

/**
 * Removes every key of a table from a cache, when it is not known which rows are out of date: after a TRUNCATE, and when a
 * seeding ends, because what changed before the stream began, or in a gap, nobody tells. On the channel it is one message, a
 * pattern that matches all the keys.
 */
final class Invalidation {
    private Invalidation() {}

    static void of(OpenTable table, RedisConnection connection) {
        new Sweep(connection, table.keys(), ValueType.ANY).allRows();
        byte[] channel = table.channel();
        if (channel != null) {
            connection.call(Command.PUBLISH, channel, table.keys().pattern());
        }
    }
}
