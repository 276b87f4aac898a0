package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
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

    /**
     * Of a connection within one host: each row that fits into the receiver's window is a packet of its own there, and costs
     * both sides more than reading and decoding it. Behind a window that is soon full the kernel joins what the walsender
     * writes.
     *
     * <p>Not less: the sender's segments are half of the largest window that it ever saw, up to 32 KiB here, and Linux offers
     * whole multiples of the segments that came last. With 32, 40 and 48 KiB there was room for one at times, behind wide
     * rows, and it was shorter than the sender's: for the rest of the connection it sent a window each 200 ms, as a probe. With
     * twice the largest window of 64 KiB there is always room. Not more: that would scale the window.
     */
    private static final int LOCAL_BUFFER_BYTES = 120 << 10;

    private static final ConcurrentMap<String, SocketHandover> OPEN = new ConcurrentHashMap<>();

    private final String token = UUID.randomUUID().toString();
    private final boolean withinHost;
    private @Nullable Socket plain;
    private @Nullable Socket last;
    private boolean closed;

    private SocketHandover(boolean withinHost) {
        this.withinHost = withinHost;
    }

    /** {@code withinHost}: the server runs on this machine. */
    static SocketHandover open(boolean withinHost) {
        SocketHandover handover = new SocketHandover(withinHost);
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

    /** A socket that is not connected yet. */
    synchronized void connecting(Socket socket) throws SocketException {
        if (!closed) {
            if (withinHost) {
                socket.setReceiveBufferSize(LOCAL_BUFFER_BYTES);
            }
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
