package dev.leat.capture.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server as poolers do: it announces process numbers of its own, and in transaction mode it hands every
 * transaction to whatever server session was free last. A client's login is passed on.
 */
final class FakePooler implements AutoCloseable {
    enum Mode {
        /** Each client keeps the server session of its login. */
        SESSION,
        /** All clients share all server sessions. */
        TRANSACTION,
        /** As SESSION, and no replication connection is let through: older PgBouncers are like this. */
        WITHOUT_REPLICATION
    }

    private static final int TLS_REQUEST = 80877103;
    private static final int CANCEL_REQUEST = 80877102;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int ANOTHER_PID = 0x4000_0000;

    private final int target;
    private final Mode mode;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final BlockingDeque<Peer> free = new LinkedBlockingDeque<>();

    FakePooler(int target, Mode mode) {
        this.target = target;
        this.mode = mode;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** One end of a connection. */
    private record Peer(DataInputStream in, OutputStream out) {
        static Peer of(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return new Peer(
                    new DataInputStream(new BufferedInputStream(socket.getInputStream())), socket.getOutputStream());
        }

        Message read() throws IOException {
            int type = in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return new Message((char) type, body);
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }
    }

    private static final class Message {
        private final char type;
        private final byte[] body;

        Message(char type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        char type() {
            return type;
        }

        byte[] body() {
            return body;
        }

        byte[] bytes() {
            return ByteBuffer.allocate(1 + Integer.BYTES + body.length)
                    .put((byte) type)
                    .putInt(Integer.BYTES + body.length)
                    .put(body)
                    .array();
        }

        int number() {
            return ByteBuffer.wrap(body).getInt();
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = keep(listener.accept());
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Peer client = Peer.of(socket);
            byte[] startup = startup(client);
            boolean replicates = new String(startup, UTF_8).contains("replication\0database");
            if (replicates && mode == Mode.WITHOUT_REPLICATION) {
                String error = "SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: replication\0\0";
                client.write(new Message('E', error.getBytes(UTF_8)).bytes());
                return;
            }
            Peer server = Peer.of(keep(new Socket(InetAddress.getLoopbackAddress(), target)));
            server.write(ByteBuffer.allocate(Integer.BYTES + startup.length)
                    .putInt(Integer.BYTES + startup.length)
                    .put(startup)
                    .array());
            if (!logIn(client, server)) {
                return;
            }
            if (replicates) {
                start(() -> pump(client, server));
                pump(server, client);
            } else {
                exchange(client, server);
            }
        } catch (IOException | InterruptedException ended) {
            // the client is gone, or the test is over
        }
    }

    private static byte[] startup(Peer client) throws IOException {
        while (true) {
            byte[] body = new byte[client.in().readInt() - Integer.BYTES];
            client.in().readFully(body);
            int code = ByteBuffer.wrap(body).getInt();
            if (code == CANCEL_REQUEST) {
                throw new EOFException("a cancel request");
            }
            if (code != TLS_REQUEST) {
                return body;
            }
            client.write(new byte[] {'N'});
        }
    }

    private static boolean logIn(Peer client, Peer server) throws IOException {
        while (true) {
            Message message = server.read();
            if (message.type() == 'K') {
                ByteBuffer.wrap(message.body()).putInt(message.number() | ANOTHER_PID);
            }
            client.write(message.bytes());
            if (message.type() == 'E' || message.type() == 'Z') {
                return message.type() == 'Z';
            }
            if (message.type() == 'R' && (message.number() == SASL || message.number() == SASL_CONTINUE)) {
                server.write(client.read().bytes());
            }
        }
    }

    private void exchange(Peer client, Peer own) throws IOException, InterruptedException {
        @Nullable Peer server = own;
        if (mode == Mode.TRANSACTION) {
            free.push(own);
            server = null;
        }
        while (true) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            Message message = client.read();
            for (; message.type() != 'Q' && message.type() != 'S'; message = client.read()) {
                if (message.type() == 'X') {
                    return;
                }
                request.write(message.bytes());
            }
            request.write(message.bytes());
            Peer used = server == null ? free.take() : server;
            used.write(request.toByteArray());
            Message answer = used.read();
            for (; answer.type() != 'Z'; answer = used.read()) {
                client.write(answer.bytes());
            }
            boolean isIdle = answer.body()[0] == 'I';
            server = used;
            if (mode == Mode.TRANSACTION && isIdle) {
                free.push(used);
                server = null;
            }
            client.write(answer.bytes());
        }
    }

    private static void pump(Peer from, Peer to) {
        try {
            byte[] piece = new byte[8192];
            for (int count = from.in().read(piece);
                    count >= 0;
                    count = from.in().read(piece)) {
                to.out().write(piece, 0, count);
                to.out().flush();
            }
        } catch (IOException ended) {
            // either end is gone
        }
    }

    private Socket keep(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fake-pooler");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
