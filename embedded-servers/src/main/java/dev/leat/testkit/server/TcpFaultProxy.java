package dev.leat.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback address whose network can be broken while connections run through it.
 *
 * <p>Faults add up and apply to present and future connections until {@link #pass()} heals them all; {@link #cut()} happens
 * once. A fault holds from the return of its call on, but for one piece of data that was being written at that moment.
 *
 * <p>Safe for any thread. Two threads run per connection, one for each direction.
 */
public final class TcpFaultProxy implements TestServer {
    /** Which way data flows: to the target is what the client sends. */
    public enum Direction {
        TO_TARGET,
        TO_CLIENT
    }

    private static final int PIECE_BYTES = 64 * 1024;
    private static final int PIECES_PER_SECOND = 20;

    private volatile InetSocketAddress target;
    private final int port;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acceptedCount = new AtomicInteger();

    /** Guards what follows; waited on by pumps that a fault holds. */
    private final Object faults = new Object();

    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class);
    private final Map<Direction, Long> bytesUntilCut = new EnumMap<>(Direction.class);
    private boolean blackHole;
    private long delayNanos;
    private long maxBytesPerSecond = Long.MAX_VALUE;
    private @Nullable Listener listener;
    private boolean closed;

    private TcpFaultProxy(InetSocketAddress target) {
        this.target = target;
        synchronized (faults) {
            this.port = listen(0);
        }
    }

    /** A proxy before a server; starts in the state {@link #pass()}. */
    public static TcpFaultProxy to(TestServer server) {
        return to(server.host(), server.port());
    }

    /** A proxy before any address. */
    public static TcpFaultProxy to(String host, int port) {
        TcpFaultProxy proxy = new TcpFaultProxy(new InetSocketAddress(host, port));
        OpenServers.add(proxy);
        return proxy;
    }

    @Override
    public int port() {
        return port;
    }

    /** The connections that are open now. */
    public int connectionCount() {
        return connections.size();
    }

    /** The connections that were ever accepted. */
    public int acceptedCount() {
        return acceptedCount.get();
    }

    /** In how many directions of connections a fault keeps data from going on: what was sent and has not arrived. */
    public int heldCount() {
        int held = 0;
        synchronized (faults) {
            for (Connection connection : connections) {
                for (Direction direction : Direction.values()) {
                    held += connection.isHeld(direction) && connection.hasUnsent(direction) ? 1 : 0;
                }
            }
        }
        return held;
    }

    /** From now on, new connections go to another server, as after a failover. */
    public void redirect(TestServer server) {
        target = new InetSocketAddress(server.host(), server.port());
    }

    /** Ends all faults: held data flows on, new connections are accepted. */
    public void pass() {
        synchronized (faults) {
            stalled.clear();
            connections.forEach(connection -> connection.stranded.clear());
            bytesUntilCut.clear();
            blackHole = false;
            delayNanos = 0;
            maxBytesPerSecond = Long.MAX_VALUE;
            if (listener == null && !closed) {
                listen(port);
            }
            faults.notifyAll();
        }
    }

    /** Resets (RST) every open connection towards both ends. New connections are accepted as before. */
    public void cut() {
        connections.forEach(Connection::reset);
    }

    /**
     * Cuts every connection, once, when so many more bytes have passed in the direction, counted over all connections. The
     * end that the last of them went to reads them all and then the end of the stream; everybody else is reset. With 0, the
     * next piece is lost.
     */
    public void cutAfter(Direction direction, long bytes) {
        synchronized (faults) {
            bytesUntilCut.put(direction, bytes);
            faults.notifyAll();
        }
    }

    /** Takes no more data in this direction, as behind a full window; the sender's buffers fill up. */
    public void stall(Direction direction) {
        synchronized (faults) {
            stalled.add(direction);
            faults.notifyAll();
        }
    }

    /**
     * Like {@link #stall}, but only for the connections that are open now: later ones flow as if by another route. What a
     * client sent before it gave up is thus delivered late, by {@link #pass()}.
     */
    public void strand(Direction direction) {
        synchronized (faults) {
            connections.forEach(connection -> connection.stranded.add(direction));
            faults.notifyAll();
        }
    }

    /**
     * Half-open: connections stay, nothing arrives any more in either direction, not even that an end was closed. New
     * connections are accepted and lead nowhere until {@link #pass()}.
     */
    public void blackHole() {
        synchronized (faults) {
            blackHole = true;
            faults.notifyAll();
        }
    }

    /** Holds every piece of data for so long; each direction forwards at most 64 KiB per delay. */
    public void delay(Duration delay) {
        synchronized (faults) {
            delayNanos = delay.toNanos();
        }
    }

    /** Forwards at most so many bytes per second in each direction of each connection. */
    public void limitRate(long bytesPerSecond) {
        if (bytesPerSecond < PIECES_PER_SECOND) {
            throw new IllegalArgumentException(
                    "at least " + PIECES_PER_SECOND + " bytes per second, not " + bytesPerSecond);
        }
        synchronized (faults) {
            maxBytesPerSecond = bytesPerSecond;
        }
    }

    /** New connections are refused by the system, as when nobody listens; open ones go on. */
    public void refuse() {
        stopListening();
    }

    @Override
    public void close() {
        synchronized (faults) {
            closed = true;
            faults.notifyAll();
        }
        stopListening();
        cut();
        OpenServers.remove(this);
    }

    /** Needs the lock. */
    private int listen(int wantedPort) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host()), wantedPort));
            listener = new Listener(socket, spawn("fault-proxy-accept", () -> accept(socket)));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + wantedPort, e);
        }
    }

    private void stopListening() {
        Listener stopped;
        synchronized (faults) {
            stopped = listener;
            listener = null;
        }
        if (stopped != null) {
            closeQuietly(stopped.socket());
            awaitEnd(stopped.acceptor()); // the system goes on accepting while a thread is in accept()
        }
    }

    private static void awaitEnd(Thread acceptor) {
        try {
            acceptor.join(ServerProcess.DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket socket) {
        while (true) {
            try {
                Socket client = socket.accept();
                acceptedCount.incrementAndGet();
                Connection connection = new Connection(client);
                connections.add(connection);
                spawn("fault-proxy-to-target", connection::open);
                if (isClosed()) {
                    connection.reset();
                }
            } catch (IOException e) { // the listener was closed
                return;
            }
        }
    }

    private boolean isClosed() {
        synchronized (faults) {
            return closed;
        }
    }

    private static Thread spawn(String name, Runnable role) {
        Thread thread = new Thread(role, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }

    /** A client, and from its opening on its counterpart at the target. */
    private final class Connection {
        private final Socket client;
        private final Socket server = new Socket();
        private final AtomicInteger openDirections = new AtomicInteger(2);

        /** Needs the lock of the faults. */
        private final Set<Direction> stranded = EnumSet.noneOf(Direction.class);

        /** Where a piece was read that is not written yet; needs the lock of the faults. */
        private final Set<Direction> loaded = EnumSet.noneOf(Direction.class);

        private volatile boolean over;

        /** Whether a write met a reset; changes under the lock of the socket that was written to. */
        private volatile boolean reset;

        Connection(Socket client) {
            this.client = client;
        }

        void open() {
            try {
                awaitFlow(null);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(target);
                spawn("fault-proxy-to-client", () -> pump(Direction.TO_CLIENT, server, client));
            } catch (IOException e) { // nobody at the target, or the proxy was cut
                reset();
                return;
            }
            pump(Direction.TO_TARGET, client, server);
        }

        private void pump(Direction direction, Socket from, Socket to) {
            byte[] piece = new byte[PIECE_BYTES];
            try {
                while (true) {
                    awaitFlow(direction);
                    int count = from.getInputStream().read(piece, 0, pieceBytes());
                    awaitFlowOf(direction, count);
                    if (count < 0) {
                        requireOrderlyEnd(from);
                        endOf(to);
                        return;
                    }
                    hold(count);
                    awaitFlow(direction);
                    Passage passage = passageOf(direction, count);
                    write(to, piece, passage.bytes());
                    if (passage.isLast()) {
                        to.shutdownOutput();
                        closeQuietly(to); // in order: a reset would overtake what the end has not read yet
                        cut();
                        return;
                    }
                }
            } catch (IOException e) { // an end was reset, or the proxy was cut
                awaitLight();
                reset();
            }
        }

        private void write(Socket to, byte[] piece, int count) throws IOException {
            synchronized (to) {
                try {
                    to.getOutputStream().write(piece, 0, count);
                } catch (IOException e) {
                    reset = true;
                    throw e;
                }
            }
        }

        /**
         * The system reports a reset once: when a write met it, a read that follows finds what looks like an orderly end.
         * Whoever reads the end of a socket therefore asks whoever writes to it.
         */
        private void requireOrderlyEnd(Socket from) throws IOException {
            synchronized (from) {
                if (reset) {
                    throw new SocketException("reset");
                }
            }
        }

        /** One direction ended in order. */
        private void endOf(Socket to) throws IOException {
            if (openDirections.decrementAndGet() == 0) {
                over = true;
                connections.remove(this);
                closeQuietly(client);
                closeQuietly(server);
            } else {
                to.shutdownOutput();
            }
        }

        void reset() {
            over = true;
            connections.remove(this);
            abort(client);
            abort(server);
            synchronized (faults) {
                faults.notifyAll();
            }
        }

        private void abort(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException e) {
                // closed already
            }
            closeQuietly(socket);
        }

        private int pieceBytes() {
            synchronized (faults) {
                return (int) Math.min(PIECE_BYTES, maxBytesPerSecond / PIECES_PER_SECOND);
            }
        }

        /** Waits while a fault holds the direction; no direction stands for the opening of the connection. */
        private void awaitFlow(@Nullable Direction direction) throws IOException {
            synchronized (faults) {
                while (!over && isHeld(direction)) {
                    waitForChange();
                }
                if (over) {
                    throw new SocketException("cut");
                }
            }
        }

        private void awaitFlowOf(Direction direction, int count) throws IOException {
            synchronized (faults) {
                if (count > 0) {
                    loaded.add(direction);
                }
                awaitFlow(direction);
                loaded.remove(direction);
            }
        }

        /** Needs the lock of the faults. */
        private boolean hasUnsent(Direction direction) {
            try {
                Socket from = direction == Direction.TO_TARGET ? client : server;
                return loaded.contains(direction) || from.getInputStream().available() > 0;
            } catch (IOException e) { // closed, or not connected yet
                return false;
            }
        }

        /** Needs the lock of the faults. */
        private boolean isHeld(@Nullable Direction direction) {
            return blackHole || (direction != null && (stalled.contains(direction) || stranded.contains(direction)));
        }

        private void awaitLight() {
            synchronized (faults) {
                while (!over && blackHole) {
                    waitForChange();
                }
            }
        }

        @SuppressWarnings("WaitNotInLoop") // both callers loop
        private void waitForChange() {
            try {
                faults.wait();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts the proxy's threads", e);
            }
        }

        private void hold(int count) {
            synchronized (faults) {
                long end = System.nanoTime() + delayNanos + (long) (count * 1e9 / maxBytesPerSecond);
                for (long left = end - System.nanoTime(); !over && left > 0; left = end - System.nanoTime()) {
                    try {
                        TimeUnit.NANOSECONDS.timedWait(faults, left);
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts the proxy's threads", e);
                    }
                }
            }
        }

        private Passage passageOf(Direction direction, int count) {
            synchronized (faults) {
                Long left = bytesUntilCut.get(direction);
                if (left == null) {
                    return new Passage(count, false);
                }
                if (left > count) {
                    bytesUntilCut.put(direction, left - count);
                    return new Passage(count, false);
                }
                bytesUntilCut.remove(direction);
                return new Passage(left.intValue(), true);
            }
        }
    }

    private record Listener(ServerSocket socket, Thread acceptor) {}

    /** How much of a piece goes through, and whether a cut follows. */
    private record Passage(int bytes, boolean isLast) {}
}
