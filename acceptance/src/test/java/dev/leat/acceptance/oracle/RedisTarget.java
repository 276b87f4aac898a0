package dev.leat.acceptance.oracle;

import dev.leat.testkit.server.RedisServer;
import java.time.Duration;
import redis.clients.jedis.Jedis;

/**
 * One logical database of a Redis server.
 *
 * @param server where
 * @param database which, from 0
 */
public record RedisTarget(RedisServer server, int database) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** A connection to it. */
    public Jedis open() {
        return open(TIMEOUT);
    }

    /** A connection that waits so long for an answer. */
    Jedis open(Duration timeout) {
        Jedis redis = new Jedis(server.host(), server.port(), Math.toIntExact(timeout.toMillis()));
        redis.select(database);
        return redis;
    }

    /** As a pipeline file takes it. */
    public String url() {
        return server.url() + "/" + database;
    }

    /** The same through a proxy on this port. */
    public String url(int throughPort) {
        return server.url(throughPort) + "/" + database;
    }

    /** Removes everything. */
    public void clear() {
        try (Jedis redis = open()) {
            redis.flushDB();
        }
    }
}
