package dev.leat.acceptance.oracle;

import java.time.Duration;
import redis.clients.jedis.Jedis;

/** The ledger's rows in Redis, mode hash. Used by one thread. */
public final class RedisLedger implements DurableLedger, AutoCloseable {
    private static final int PIECE = 1000;

    /** Longer than any test holds the server. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Jedis redis;
    private final String table;

    /** The ledger whose bare name is {@code table}. */
    public RedisLedger(RedisTarget target, String table) {
        this.redis = target.open(PATIENCE);
        this.table = table;
    }

    @Override
    public boolean holds(int client, long from, long to) {
        for (long at = from; at < to; at += PIECE) {
            String[] keys = new String[(int) Math.min(PIECE, to - at)];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = table + ":" + client + ":" + (at + i);
            }
            if (redis.exists(keys) != keys.length) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        redis.close();
    }
}
