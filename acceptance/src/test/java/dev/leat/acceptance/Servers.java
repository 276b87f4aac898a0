package dev.leat.acceptance;

import dev.leat.acceptance.oracle.RedisTarget;
import dev.leat.testkit.server.RedisServer;
import dev.leat.testkit.server.search.SearchServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The servers that the tests of this JVM share. Of Redis each takes a database of its own, of the search server indexes. */
final class Servers {
    private static final int DATABASES = 256;
    private static final AtomicInteger TAKEN = new AtomicInteger();

    private static @Nullable RedisServer redis;
    private static @Nullable SearchServer search;

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

    /** A search server; started by the first call, closed when the JVM ends. */
    static synchronized SearchServer search() {
        if (search == null) {
            search = SearchServer.builder().start();
        }
        return search;
    }
}
