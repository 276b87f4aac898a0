package dev.leat.testkit.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The servers to close when the JVM ends before their tests did. */
public final class OpenServers {
    private static final Set<TestServer> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(TestServer::close), "close-test-servers"));
    }

    private OpenServers() {}

    /** The server runs. */
    public static void add(TestServer server) {
        OPEN.add(server);
    }

    /** The server is closed. */
    public static void remove(TestServer server) {
        OPEN.remove(server);
    }
}
