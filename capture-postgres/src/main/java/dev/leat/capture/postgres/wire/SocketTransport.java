package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** A socket that pgjdbc has connected, with or without TLS on top. */
final class SocketTransport implements Transport {

    /** When so much of the receive buffer is free, the kernel opens the window again; it asks for a 16th. */
    private static final int AHEAD_SHARE = 8;

    /** And for a packet as large as the largest that came, up to 64 KiB within a host. */
    private static final int MIN_AHEAD_BYTES = 64 << 10;

    /** Once mostly does; if not even so often, then something else is wrong. */
    private static final int MAX_TIMES_AHEAD = 8;

    /** Closed directly: closing the TLS socket first may wait for its reader or writer. */
    private final Socket plain;

    private final Socket socket;
    private final InputStream plainInput;
    private final InputStream input;
    private final OutputStream output;

    private final ReentrantLock reading = new ReentrantLock();
    private final ReadAhead ahead = new ReadAhead();

    /**
     * A transport over a socket that is connected.
     *
     * @param plain the TCP socket
     * @param socket the socket that the protocol runs on: {@code plain} itself, or TLS over it
     */
    SocketTransport(Socket plain, Socket socket) throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.plainInput = plain.getInputStream();
        this.input = socket.getInputStream();
        this.output = socket.getOutputStream();
    }

    @Override
    public int read(byte[] target, int offset, int length, int timeoutMillis) throws IOException {
        reading.lock();
        try {
            return ahead.isEmpty()
                    ? readSocket(target, offset, length, timeoutMillis)
                    : ahead.take(target, offset, length);
        } finally {
            reading.unlock();
        }
    }

    private int readSocket(byte[] target, int offset, int length, int timeoutMillis) throws IOException {
        if (timeoutMillis == 0 && !socketHasMore()) {
            return 0;
        }
        // a socket's timeout of 0 means for ever; a TLS record may have arrived in part only, so 1 at least
        socket.setSoTimeout(Math.max(1, timeoutMillis));
        try {
            return input.read(target, offset, length);
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    @Override
    public boolean hasMore() throws IOException {
        reading.lock();
        try {
            return !ahead.isEmpty() || socketHasMore();
        } finally {
            reading.unlock();
        }
    }

    private boolean socketHasMore() throws IOException {
        return input.available() > 0 || (plainInput != input && plainInput.available() > 0);
    }

    @Override
    public void relieve() throws IOException {
        if (!reading.tryLock()) {
            return;
        }
        try {
            int step = Math.max(MIN_AHEAD_BYTES, plain.getReceiveBufferSize() / AHEAD_SHARE);
            if (ahead.count() < MAX_TIMES_AHEAD * step && TcpTable.isUnacknowledged(plain)) {
                readAhead(new byte[step]);
            }
        } finally {
            reading.unlock();
        }
    }

    private void readAhead(byte[] some) throws IOException {
        int count = 0;
        try {
            int more;
            do {
                more = readSocket(some, count, some.length - count, 0);
                count += Math.max(0, more);
            } while (more > 0 && count < some.length);
        } finally {
            ahead.append(some, count);
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        output.write(source, offset, length);
        output.flush();
    }

    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}
