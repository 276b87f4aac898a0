package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/** A connected socket, with TLS over it where that is wanted. */
final class RedisSocket implements AutoCloseable {
    private final Socket raw;
    private final Socket used;

    private RedisSocket(Socket raw, Socket used) {
        this.raw = raw;
        this.used = used;
    }

    /**
     * Connects, and shakes hands where TLS is wanted.
     *
     * @throws CdcException CONNECTION when nobody answers; SETUP when TLS does not come about
     */
    static RedisSocket open(Endpoint endpoint) {
        Socket raw = connect(endpoint);
        boolean ready = false;
        try {
            Socket used = raw;
            if (endpoint.tls().mode() != TlsMode.DISABLE) {
                used = TlsSetup.over(raw, endpoint);
            }
            used.setSoTimeout(Math.toIntExact(endpoint.timeouts().read().toMillis()));
            ready = true;
            return new RedisSocket(raw, used);
        } catch (IOException e) {
            throw handshakeFailed(endpoint, e);
        } finally {
            if (!ready) {
                closeQuietly(raw);
            }
        }
    }

    /** What is read from and written to. */
    Socket socket() {
        return used;
    }

    /** Closes the socket below TLS at once: a thread that is blocked in it comes back, nothing more is sent. */
    @Override
    public void close() {
        closeQuietly(raw);
    }

    private static Socket connect(Endpoint endpoint) {
        int timeout = Math.toIntExact(endpoint.timeouts().connect().toMillis());
        IOException last = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
                Socket socket = new Socket();
                try {
                    socket.setTcpNoDelay(true);
                    socket.setKeepAlive(true);
                    socket.setSoTimeout(timeout);
                    socket.connect(new InetSocketAddress(address, endpoint.port()), timeout);
                    return socket;
                } catch (IOException e) {
                    closeQuietly(socket);
                    last = e;
                }
            }
        } catch (IOException e) {
            last = e;
        }
        throw new CdcException(
                ErrorKind.CONNECTION,
                "can't connect to Redis at " + endpoint + ": does it run there, and is the port reachable?",
                last);
    }

    private static CdcException handshakeFailed(Endpoint endpoint, IOException failure) {
        if (isBrokenOff(failure) || !(failure instanceof SSLException)) {
            return new CdcException(
                    ErrorKind.CONNECTION,
                    "Redis at " + endpoint + " did not finish the TLS handshake: does this port speak TLS (tls-port)?",
                    failure);
        }
        return new CdcException(
                ErrorKind.SETUP,
                "no TLS with Redis at " + endpoint + " (tls.mode "
                        + endpoint.tls().mode().text()
                        + "): its certificate is not trusted or not made out to this host, or the port does not speak TLS;"
                        + " see tls.ca and tls.mode, and tls-port on the server",
                failure);
    }

    private static boolean isBrokenOff(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException
                    || cause instanceof SocketException
                    || cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing to be done: the descriptor is gone either way.
        }
    }
}
