package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running replication stream.
 *
 * <pre>{@code
 *   FrameBuffer buffer = new FrameBuffer();
 *   while (running) {
 *       buffer.compact();
 *       if (stream.read(buffer, Duration.ofMillis(100))) {
 *           for (Frame frame = stream.next(buffer); frame != Frame.NONE; frame = stream.next(buffer)) { ... }
 *       }
 *   }
 * }</pre>
 *
 * <p>Threads: {@link #read} and {@link #next} belong to one thread, the reader. Everything else may be called from any
 * thread, and nothing else but {@link #finish} waits for the network. Not reading costs nothing: status updates go on.
 */
public final class CopyBothStream implements AutoCloseable {

    /** What {@link #next} has moved the buffer's view to. */
    public enum Frame {
        /** No complete frame is left in the buffer. */
        NONE,
        /** A pgoutput message, from {@link FrameBuffer#payloadStart} to {@link FrameBuffer#payloadEnd}. */
        XLOG_DATA,
        /** The server has read the WAL up to {@link FrameBuffer#walEnd}; an answer it asks for is given already. */
        KEEPALIVE
    }

    static final byte XLOG_DATA = 'w';
    static final byte KEEPALIVE = 'k';

    /** Byte1 'w', Int64 start of the WAL record, Int64 end of WAL, Int64 clock. */
    static final int XLOG_DATA_HEADER_BYTES = 25;

    /** Byte1 'k', Int64 end of WAL, Int64 clock, Byte1 reply requested. */
    static final int KEEPALIVE_BYTES = 18;

    /** Byte1 'Z', Int32 5, Byte1 'I': idle. */
    private static final byte[] READY_FOR_QUERY = {'Z', 0, 0, 0, 5, 'I'};

    private static final Logger LOG = LoggerFactory.getLogger(CopyBothStream.class);

    /** Holds the connection as long as the stream lives. */
    private final Runnable closeConnection;

    private final Transport transport;
    private final StatusSender status;
    private final ReadPacer pacer;
    private final SilenceWatch silence;
    private final Duration maxSilence;
    private final LongSupplier nanoClock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean finishing;
    private volatile boolean closed;
    private @Nullable IOException ending;

    CopyBothStream(
            Runnable closeConnection,
            Transport transport,
            StatusSender status,
            ReadPacer pacer,
            Duration maxSilence,
            LongSupplier nanoClock) {
        this.closeConnection = closeConnection;
        this.transport = transport;
        this.status = status;
        this.pacer = pacer;
        this.silence = new SilenceWatch(maxSilence.toNanos(), nanoClock.getAsLong());
        this.maxSilence = maxSilence;
        this.nanoClock = nanoClock;
    }

    /**
     * Appends what has arrived to {@code buffer}; waits if nothing has. Bytes of an incomplete frame are kept, so a
     * timeout loses nothing. While little arrives at a time but often, naps a moment first so that more can gather.
     *
     * @param timeout how long to wait; zero only looks
     * @return false if nothing arrived in time
     * @throws ConnectionLostException if the connection ended, was closed, or the server has been silent for too long
     */
    public boolean read(FrameBuffer buffer, Duration timeout) throws IOException {
        long napNanos = pacer.napNanos();
        if (napNanos > 0) {
            LockSupport.parkNanos(this, napNanos);
        }
        buffer.ensureRoom();
        reading.lock();
        try {
            return readOrWait(buffer, timeout.toNanos());
        } catch (IOException e) {
            throw lost(e);
        } finally {
            reading.unlock();
        }
    }

    private boolean readOrWait(FrameBuffer buffer, long timeoutNanos) throws IOException {
        long deadline = nanoClock.getAsLong() + timeoutNanos;
        while (true) {
            long start = nanoClock.getAsLong();
            long waitNanos = Math.max(0, Math.min(deadline - start, silence.sliceNanos()));
            int count = readSome(buffer, (int) TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999));
            long now = nanoClock.getAsLong();
            if (count > 0) {
                silence.heard(now);
                readOn(buffer, count, now);
                return true;
            }
            pacer.timedOut();
            if (silence.isDead(now)) {
                throw new ConnectionLostException("the server has sent nothing for " + maxSilence.toMillis()
                        + " ms although it was asked for a keepalive");
            }
            if (silence.shouldAsk(now)) {
                status.requestReply();
            }
            if (now >= deadline) {
                return false;
            }
        }
    }

    /**
     * A TLS read ends with its record: takes what else is there before a nap is considered. What goes wrong here is met
     * again by the next read; what has arrived before is delivered first, as it may be the server's reason.
     */
    private void readOn(FrameBuffer buffer, int first, long nowNanos) {
        int total = first;
        boolean emptied = buffer.room() > 0;
        try {
            while (emptied && total < ReadPacer.SMALL_READ_BYTES && transport.hasMore()) {
                int more = readSome(buffer, 0);
                if (more == 0) {
                    break;
                }
                total += more;
                emptied = buffer.room() > 0;
            }
        } catch (IOException e) {
            LOG.trace("deferred to the next read", e);
        }
        pacer.bytesRead(total, emptied, nowNanos);
    }

    private int readSome(FrameBuffer buffer, int timeoutMillis) throws IOException {
        if (finishing) {
            throw new ConnectionLostException("the replication stream is being closed");
        }
        int count = transport.read(buffer.bytes(), buffer.limit(), buffer.room(), timeoutMillis);
        if (count < 0) {
            throw new ConnectionLostException("the server has closed the replication connection");
        }
        buffer.received(count);
        return count;
    }

    /**
     * Moves the buffer's view to the next complete frame.
     *
     * @throws ServerErrorException if the server has ended the stream with an error
     * @throws ConnectionLostException if the server has ended the stream, as it does when it shuts down
     * @throws ProtocolException if the bytes are no replication stream
     */
    public Frame next(FrameBuffer buffer) throws IOException {
        try {
            while (buffer.nextMessage()) {
                if (buffer.messageType() == 'd') {
                    return copyData(buffer);
                }
                otherMessage(buffer);
            }
            return Frame.NONE;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private void otherMessage(FrameBuffer buffer) throws IOException {
        switch (buffer.messageType()) {
            case 'N' -> LOG.info("replication stream: {}", message(buffer));
            case 'S' -> {
                // ParameterStatus: a setting was changed by a reload
            }
            case 'E' -> throw new ServerErrorException("replication stream", message(buffer));
            case 'c', 'C' -> throw new ConnectionLostException("the server has ended the replication stream");
            default ->
                throw new ProtocolException("message type " + (buffer.messageType() & 0xFF)
                        + " in a replication stream, expected CopyData");
        }
    }

    private Frame copyData(FrameBuffer buffer) throws ProtocolException {
        int length = buffer.bodyLength();
        byte type = length == 0 ? 0 : buffer.bytes()[buffer.bodyStart()];
        if (type == XLOG_DATA && length >= XLOG_DATA_HEADER_BYTES) {
            status.received(buffer.walEnd());
            return Frame.XLOG_DATA;
        }
        if (type == KEEPALIVE && length == KEEPALIVE_BYTES) {
            status.received(buffer.walEnd());
            if (buffer.isReplyRequested()) {
                status.answer();
            }
            return Frame.KEEPALIVE;
        }
        throw new ProtocolException("CopyData of type " + type + " and " + length
                + " bytes, expected 'w' of 25 or more or 'k' of " + KEEPALIVE_BYTES);
    }

    private static ServerMessage message(FrameBuffer buffer) throws ProtocolException {
        return ServerMessage.decode(buffer.bytes(), buffer.bodyStart(), buffer.bodyStart() + buffer.bodyLength());
    }

    /**
     * Lets the slot move to {@code lsn} with the next status update, which follows at once. Positions only rise: a lower
     * one is ignored. After the stream has ended this does nothing.
     *
     * @param lsn the end of a transaction whose every change, and all before it, is durable; or of a keepalive
     * @throws IllegalArgumentException if the stream has not come that far
     */
    public void confirm(long lsn) {
        if (Lsn.isAfter(lsn, status.receivedLsn())) {
            throw new IllegalArgumentException("cannot confirm " + Lsn.format(lsn) + ": received up to "
                    + Lsn.format(status.receivedLsn()) + " only");
        }
        status.confirm(lsn);
    }

    /** Asks the server for a keepalive, which tells how far it has read the WAL. */
    public void requestReply() {
        status.requestReply();
    }

    /** The highest end of WAL seen in a frame so far. */
    public long receivedLsn() {
        return status.receivedLsn();
    }

    /** The highest position confirmed so far; the server learns it with the next status update. */
    public long confirmedLsn() {
        return status.confirmedLsn();
    }

    /**
     * Ends the stream in good order: sends what is confirmed, and waits until the server has taken note of it. Frames that
     * arrive meanwhile are dropped, and a {@link #read} ends as after {@link #close}. From any thread.
     *
     * @param timeout a server that is sending a large transaction finishes that first; afterwards the connection is closed
     *     in any case
     * @return whether the server has certainly seen the last confirmation
     */
    public boolean finish(Duration timeout) {
        long deadline = nanoClock.getAsLong() + timeout.toNanos();
        finishing = true;
        status.finish();
        boolean alone = false;
        try {
            alone = reading.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return alone && !closed && drain(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            LOG.debug("the server did not take its leave", e);
            return false;
        } finally {
            if (alone) {
                reading.unlock();
            }
            close();
        }
    }

    /**
     * Reads until the server has closed the connection. It has taken our leave, and all before it, if ReadyForQuery was its
     * last word; a server that was killed or stopped has not said that.
     */
    private boolean drain(long deadline) throws IOException {
        byte[] dropped = new byte[FrameBuffer.DEFAULT_CAPACITY];
        int kept = 0;
        while (true) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - nanoClock.getAsLong());
            if (leftMillis <= 0) {
                return false;
            }
            int timeoutMillis = (int) Math.min(leftMillis, Integer.MAX_VALUE);
            int count = transport.read(dropped, kept, dropped.length - kept, timeoutMillis);
            if (count < 0) {
                return Arrays.equals(dropped, 0, kept, READY_FOR_QUERY, 0, READY_FOR_QUERY.length);
            }
            int end = kept + count;
            kept = Math.min(end, READY_FOR_QUERY.length);
            System.arraycopy(dropped, end - kept, dropped, 0, kept);
        }
    }

    /** Closes the connection at once; a blocked {@link #read} ends with a {@link ConnectionLostException}. */
    @Override
    public void close() {
        closed = true;
        status.stop();
        transport.close();
        closeConnection.run();
    }

    /** Ends the stream for this reason, once; called by the reader. */
    private IOException lost(IOException cause) {
        if (finishing || closed) {
            return new ConnectionLostException(
                    ending == null ? "the replication stream was closed" : "the replication stream has ended", ending);
        }
        IOException sending = status.failure();
        if (cause instanceof ServerErrorException
                || cause instanceof ConnectionLostException
                || cause instanceof ProtocolException) {
            ending = cause;
        } else {
            ending = new ConnectionLostException("the replication connection broke", sending == null ? cause : sending);
        }
        close();
        return ending;
    }
}
