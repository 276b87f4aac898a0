package dev.leat.capture.mysql.wire;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running dump.
 *
 * <pre>{@code
 *   PacketBuffer buffer = new PacketBuffer();
 *   while (running) {
 *       buffer.compact();
 *       if (stream.read(buffer, Duration.ofMillis(100))) {
 *           while (stream.next(buffer)) { ... buffer.eventStart() ... }
 *       }
 *   }
 * }</pre>
 *
 * <p>Threads: {@link #read} and {@link #next} belong to one thread, the reader; {@link #close} may be called from any. Not
 * reading costs nothing: the server waits.
 */
public final class BinlogStream implements AutoCloseable {
    private static final int OK = 0x00;
    private static final int EOF = 0xFE;
    private static final int ERROR = 0xFF;

    /** A longer one that begins alike is something else. */
    private static final int MAX_EOF_BYTES = 8;

    /** Holds the connection as long as the stream lives. */
    private final Runnable closeConnection;

    private final Socket socket;
    private final InputStream input;
    private final ReplicaId replica;
    private final long maxSilenceMillis;
    private final boolean endless;
    private long silentMillis;
    private boolean atEnd;
    private volatile boolean closed;
    private @Nullable CdcException ending;

    BinlogStream(Runnable closeConnection, Socket socket, ReplicaId replica, Duration maxSilence, boolean endless)
            throws IOException {
        this.closeConnection = closeConnection;
        this.socket = socket;
        this.input = socket.getInputStream();
        this.replica = replica;
        this.maxSilenceMillis = maxSilence.toMillis();
        this.endless = endless;
    }

    /**
     * Appends what has arrived to {@code buffer}; waits if nothing has. Bytes of an incomplete packet are kept, so a timeout
     * loses nothing.
     *
     * @param timeout how long to wait, a millisecond at least
     * @return false if nothing arrived in time, or the end was reached
     * @throws CdcException CONNECTION if the connection ended, was closed, or the server has been silent for too long although
     *     it promised heartbeats
     */
    public boolean read(PacketBuffer buffer, Duration timeout) {
        if (atEnd) {
            return false;
        }
        buffer.ensureRoom();
        long timeoutMillis = Math.max(1, Math.min(timeout.toMillis(), maxSilenceMillis));
        try {
            socket.setSoTimeout((int) timeoutMillis);
            int count = input.read(buffer.bytes(), buffer.limit(), buffer.room());
            if (count < 0) {
                throw lost(new CdcException(ErrorKind.CONNECTION, "the server has closed the connection of the dump"));
            }
            buffer.received(count);
            silentMillis = 0;
            return true;
        } catch (SocketTimeoutException e) {
            // a pause of ours, or of the whole machine, is not the server's silence: only waiting counts
            silentMillis += timeoutMillis;
            if (silentMillis >= maxSilenceMillis) {
                throw lost(new CdcException(
                        ErrorKind.CONNECTION,
                        "the server has sent nothing for " + maxSilenceMillis + " ms, not even a heartbeat"));
            }
            return false;
        } catch (IOException e) {
            throw lost(new CdcException(ErrorKind.CONNECTION, "the connection of the dump broke", e));
        }
    }

    /**
     * Moves the buffer's view to the next complete event.
     *
     * @throws CdcException if the server has ended the dump, with the kind of its reason
     * @throws DecodeException if the bytes are no dump
     */
    public boolean next(PacketBuffer buffer) {
        try {
            return !atEnd && buffer.nextPacket() && isEvent(buffer);
        } catch (CdcException e) {
            throw lost(e);
        }
    }

    private boolean isEvent(PacketBuffer buffer) {
        int start = buffer.payloadStart();
        int length = buffer.payloadEnd() - start;
        int type = length == 0 ? -1 : buffer.bytes()[start] & 0xFF;
        if (type == OK) {
            return true;
        }
        if (type == ERROR) {
            throw ServerError.parse(buffer.bytes(), start, buffer.payloadEnd()).asException(replica);
        }
        if (type == EOF && length <= MAX_EOF_BYTES) {
            if (endless) {
                throw new CdcException(ErrorKind.CONNECTION, "the server has ended the dump, as when it shuts down");
            }
            atEnd = true;
            return false;
        }
        throw new DecodeException(start, "a packet of type " + type + " and " + length + " bytes in a dump");
    }

    /** Whether a dump that was asked to end at the end of the log has come there. */
    public boolean isAtEnd() {
        return atEnd;
    }

    /** Closes the connection at once; a blocked {@link #read} ends with a {@link CdcException}. */
    @Override
    public void close() {
        closed = true;
        closeConnection.run();
    }

    /** Ends the stream for this reason, once; called by the reader. */
    private CdcException lost(CdcException cause) {
        if (closed) {
            return ending == null ? new CdcException(ErrorKind.CONNECTION, "the dump was closed") : ending;
        }
        ending = cause;
        close();
        return cause;
    }

    /** How often a server that has nothing to tell says so. */
    static long heartbeatNanos(Duration maxSilence) {
        return TimeUnit.MILLISECONDS.toNanos(Math.max(1, maxSilence.toMillis() / 3));
    }
}
