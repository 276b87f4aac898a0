package dev.leat.capture.mysql.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A server that greets like MySQL, lets anybody in, and answers the first command with what it likes. */
final class RogueServer implements AutoCloseable {
    /** Everything that a driver could want, but for TLS: PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, LOCAL_FILES and so on. */
    private static final String GREETING = "0a" // protocol
            + HexFormat.of().formatHex("9.7.0\0".getBytes(StandardCharsets.US_ASCII))
            + "01000000" // connection
            + "3132333435363738" + "00"
            + "fff7" // capabilities without SSL
            + "ff" // character set
            + "0200" // status
            + "ff81"
            + "15"
            + "00000000000000000000"
            + "313233343536373839303132" + "00"
            + HexFormat.of().formatHex("caching_sha2_password\0".getBytes(StandardCharsets.US_ASCII));

    private static final String OK = "00000002000000";

    /** A client that has nothing more to say waits for an answer. */
    private static final int TELL_MILLIS = 300;

    private final ServerSocket listening;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Thread thread;

    /** What to send in the place of an answer. */
    @FunctionalInterface
    interface Answer {
        void to(OutputStream client) throws IOException;
    }

    private RogueServer(boolean greets, byte[] toLogin, Answer answer) throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        thread = new Thread(() -> serve(greets, toLogin, answer), "rogue-server");
        thread.setDaemon(true);
        thread.start();
    }

    static RogueServer answering(Answer answer) throws IOException {
        return new RogueServer(true, HexFormat.of().parseHex(OK), answer);
    }

    static RogueServer greeting(Answer answer) throws IOException {
        return new RogueServer(false, new byte[0], answer);
    }

    /** Asks for another kind of authentication before it says anything else. */
    static RogueServer wanting(String plugin) throws IOException {
        byte[] name = ("\u00fe" + plugin + "\0").getBytes(StandardCharsets.ISO_8859_1);
        return new RogueServer(true, name, client -> {});
    }

    Login login(Tls.Mode mode) {
        return Login.of(
                MySqlUrl.parse("mysql://127.0.0.1:" + listening.getLocalPort() + "/?connect_timeout=5"),
                "leat",
                new Secret("only-the-server-may-know"),
                new Tls(mode));
    }

    /** All that the client has sent. */
    synchronized String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    private void serve(boolean greets, byte[] toLogin, Answer answer) {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept()) {
                OutputStream out = client.getOutputStream();
                if (greets) {
                    out.write(packet(0, HexFormat.of().parseHex(GREETING)));
                    read(client.getInputStream());
                    out.write(packet(2, toLogin));
                    read(client.getInputStream());
                }
                answer.to(out);
                client.setSoTimeout(TELL_MILLIS);
                while (read(client.getInputStream())) {
                    // whatever it still wants to tell
                }
            } catch (IOException e) {
                // the client has had enough
            }
        }
    }

    private boolean read(InputStream in) throws IOException {
        byte[] some = new byte[1 << 16];
        int count = in.read(some);
        synchronized (this) {
            received.write(some, 0, Math.max(0, count));
        }
        return count > 0;
    }

    static byte[] packet(int number, byte[] payload) {
        byte[] packet = new byte[4 + payload.length];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >> 8);
        packet[2] = (byte) (payload.length >> 16);
        packet[3] = (byte) number;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        return packet;
    }

    @Override
    public void close() {
        try {
            listening.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
