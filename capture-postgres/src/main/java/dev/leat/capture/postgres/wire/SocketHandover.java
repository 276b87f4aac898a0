package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.net.Socket;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Gets the socket that pgjdbc connects with out of the driver.
 *
 * <p>The driver makes sockets through the classes named in its properties {@code socketFactory} and {@code sslfactory}.
 * It makes these classes itself and may do so on another thread, so they find their handover by a token in the
 * properties. Several sockets may be made (failover hosts, TLS refused or begun): the last one is in use.
 */
final class SocketHandover implements AutoCloseable {

    private static final ConcurrentMap<String, SocketHandover> OPEN = new ConcurrentHashMap<>();

    private final String token = UUID.randomUUID().toString();
    private @Nullable Socket plain;
    private @Nullable Socket last;
    private boolean closed;

    private SocketHandover() {}

    static SocketHandover open() {
        SocketHandover handover = new SocketHandover();
        OPEN.put(handover.token, handover);
        return handover;
    }

    static SocketHandover find(@Nullable String token) {
        SocketHandover handover = token == null ? null : OPEN.get(token);
        if (handover == null) {
            throw new IllegalStateException("no replication connection is being opened with this token");
        }
        return handover;
    }

    String token() {
        return token;
    }

    synchronized void connecting(Socket socket) {
        if (!closed) {
            plain = socket;
            last = socket;
        }
    }

    synchronized void encrypting(Socket socket) {
        if (!closed) {
            last = socket;
        }
    }

    synchronized boolean isEncrypted() {
        return last != plain;
    }

    /** The socket that the driver has finished with. */
    synchronized Transport take() throws IOException {
        if (plain == null || last == null || plain.isClosed()) {
            throw new IOException("pgjdbc did not connect through the socket factory it was given");
        }
        return new SocketTransport(plain, last);
    }

    /** Sockets that the driver makes from now on (to cancel a query) are its own. */
    @Override
    public synchronized void close() {
        closed = true;
        OPEN.remove(token);
    }
}
