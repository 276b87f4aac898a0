package dev.leat.testkit.server;

/** A server of one test or one JVM. Closing it is idempotent and removes its process and its files. */
public interface TestServer extends AutoCloseable {
    /** The numeric loopback address to connect to. */
    default String host() {
        return "127.0.0.1";
    }

    /** The TCP port; the same one over restarts. */
    int port();

    @Override
    void close();
}
