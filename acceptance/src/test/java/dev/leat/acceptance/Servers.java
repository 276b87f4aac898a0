package dev.leat.acceptance;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.testkit.server.RedisServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The Redis server that the tests of this JVM share. Each takes a database of its own. */
final class Servers {
    private static final int DATABASES = 256;
    private static final AtomicInteger TAKEN = new AtomicInteger();

    private static @Nullable RedisServer redis;

    private Servers() {}

    /** An empty database that nobody else uses. */
    static synchronized RedisTarget newTarget() {
        if (redis == null) {
            redis = RedisServer.builder()
                    .setting("databases", Integer.toString(DATABASES))
                    .start();
        }
        return new RedisTarget(redis, TAKEN.getAndIncrement());
    }
}
