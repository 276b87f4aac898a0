package dev.leat.capture.postgres.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose other end is a script: pieces of bytes, then an end or silence. Nobody waits for it: a read that
 * finds nothing moves the clock on by its timeout. Records what is written.
 */
final class ScriptedTransport implements Transport {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<Integer> relievedBefore = new ArrayList<>();
    private long nanos;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException writeFailure;

    synchronized void send(byte[] piece) {
        pieces.add(piece);
    }

    /** Sends the bytes in pieces of this many. */
    void sendInPieces(byte[] bytes, int pieceBytes) {
        for (int offset = 0; offset < bytes.length; offset += pieceBytes) {
            byte[] piece = new byte[Math.min(pieceBytes, bytes.length - offset)];
            System.arraycopy(bytes, offset, piece, 0, piece.length);
            send(piece);
        }
    }

    synchronized void end() {
        ended = true;
    }

    synchronized void failWrites(IOException failure) {
        writeFailure = failure;
    }

    synchronized long nanos() {
        return nanos;
    }

    /** Time goes by without a read. */
    synchronized void pass(Duration time) {
        nanos += time.toNanos();
    }

    synchronized byte[] written() {
        return written.toByteArray();
    }

    /** How many bytes were written before each call of {@link #relieve}. */
    synchronized List<Integer> relievedBefore() {
        return List.copyOf(relievedBefore);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length, int timeoutMillis) throws IOException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
        byte[] piece = pieces.poll();
        if (piece == null) {
            nanos += TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            return ended ? -1 : 0;
        }
        int count = Math.min(length, piece.length);
        System.arraycopy(piece, 0, target, offset, count);
        if (count < piece.length) {
            pieces.addFirst(Arrays.copyOfRange(piece, count, piece.length));
        }
        return count;
    }

    @Override
    public synchronized boolean hasMore() {
        return !pieces.isEmpty();
    }

    @Override
    public synchronized void relieve() {
        relievedBefore.add(written.size());
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) throws IOException {
        if (writeFailure != null) {
            throw writeFailure;
        }
        if (closed) {
            throw new SocketException("Socket closed");
        }
        written.write(source, offset, length);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
