package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Every connection that the sink has open. Thread-safe. */
final class Connections implements AutoCloseable {
    private final Endpoint endpoint;
    private final Permissions permissions;
    private final String namePrefix;
    private final StallWatch watch;
    private final Set<RedisConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param namePrefix what the name of every connection of this sink begins with, in any process
     * @param owner names the watching thread
     */
    Connections(Endpoint endpoint, Permissions permissions, String namePrefix, String owner) {
        this.endpoint = endpoint;
        this.permissions = permissions;
        this.namePrefix = namePrefix;
        this.watch = new StallWatch(owner);
    }

    /** The name on the server of the connection with this role. */
    String name(String role) {
        return namePrefix + role;
    }

    /** What the name of every connection of this sink begins with. */
    String namePrefix() {
        return namePrefix;
    }

    /** A new connection, to be given back by {@link #close(RedisConnection)}. */
    RedisConnection open(String role) {
        requireOpen();
        RedisConnection connection = RedisConnection.open(endpoint, permissions, watch, name(role));
        open.add(connection);
        if (closed) {
            close(connection);
            requireOpen();
        }
        return connection;
    }

    /** Closes one connection; idempotent. */
    void close(RedisConnection connection) {
        connection.close();
        open.remove(connection);
    }

    /** The server's numbers of the connections that are open. */
    Set<Long> ids() {
        return open.stream().map(RedisConnection::id).collect(Collectors.toSet());
    }

    /** Closes all of them, for good. Idempotent. */
    @Override
    public void close() {
        closed = true;
        open.forEach(this::close);
        watch.close();
    }

    private void requireOpen() {
        if (closed) {
            throw new CdcException(ErrorKind.CONNECTION, "the connections to Redis at " + endpoint + " are closed");
        }
    }
}
