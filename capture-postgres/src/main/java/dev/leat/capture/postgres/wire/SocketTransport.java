package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A socket that pgjdbc has connected, with or without TLS on top. */
final class SocketTransport implements Transport {

    /** Closed directly: closing the TLS socket first may wait for its reader or writer. */
    private final Socket plain;

    private final Socket socket;
    private final InputStream plainInput;
    private final InputStream input;
    private final OutputStream output;

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
        if (timeoutMillis == 0 && !hasMore()) {
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
        return input.available() > 0 || (plainInput != input && plainInput.available() > 0);
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
