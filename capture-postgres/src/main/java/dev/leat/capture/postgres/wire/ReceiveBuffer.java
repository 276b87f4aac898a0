package dev.leat.capture.postgres.wire;

import java.net.Socket;
import java.net.SocketException;

/**
 * The receive buffer of a connection within one host: small while it is read from, roomy while it is not.
 *
 * <p>Small, because each row that fits into the receiver's window is a packet of its own there, and costs both sides more than
 * reading and decoding it. Behind a window that is soon full the kernel joins what the walsender writes. The size is set
 * before the socket connects: a window is then never more than 64 KiB, whatever the buffer becomes.
 *
 * <p>Roomy, because small packets take more memory than they fill of the window. When the buffer has no memory for one that
 * the window allows, Linux drops it and closes the window before it. Up to 6.18 at least, the sender then numbers its
 * acknowledgements past that window if it lacks little (less than {@code 1 << rcv_wscale} bytes, see {@code
 * tcp_acceptable_seq} in net/ipv4/tcp_output.c), so they are dropped as well: no status update gets through any more, and the
 * server ends the connection after {@code wal_sender_timeout}. A buffer that holds a full window in packets of any size never
 * drops one; and what is written after it has grown tells the server of the room.
 *
 * <p>Threads: one reads, one writes.
 */
final class ReceiveBuffer {
    private static final int SMALL_BYTES = 32 << 10;

    /** The kernel doubles it, and cuts it at {@code net.core.rmem_max}, 208 KiB at least: still many times a window. */
    private static final int ROOMY_BYTES = 1 << 20;

    /** More than a reader waits at a time. */
    private static final long PAUSE_NANOS = 200_000_000;

    private final Socket socket;
    private volatile long lastRead = System.nanoTime();
    private volatile boolean roomy;

    private ReceiveBuffer(Socket socket) {
        this.socket = socket;
    }

    /** Of a socket that is not connected yet. */
    static ReceiveBuffer of(Socket socket) throws SocketException {
        socket.setReceiveBufferSize(SMALL_BYTES);
        return new ReceiveBuffer(socket);
    }

    /** The socket was read from. */
    void read() throws SocketException {
        lastRead = System.nanoTime();
        if (roomy) {
            resize(false);
        }
    }

    /** The socket is about to be written to; happens several times within {@code wal_sender_timeout}. */
    void writing() throws SocketException {
        if (!roomy && isPaused()) {
            resize(true);
        }
    }

    private boolean isPaused() {
        return System.nanoTime() - lastRead > PAUSE_NANOS;
    }

    private synchronized void resize(boolean toRoomy) throws SocketException {
        socket.setReceiveBufferSize(toRoomy ? ROOMY_BYTES : SMALL_BYTES);
        roomy = toRoomy;
    }
}
