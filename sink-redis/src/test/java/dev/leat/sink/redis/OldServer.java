package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Says that it is an old Redis, and yes to everything but transactions. */
final class OldServer implements AutoCloseable {
    private static final String INFO = "redis_version:6.0.20\r\nrole:master\r\n";

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    OldServer() throws IOException {
        Thread thread = new Thread(this::serve, "old-redis");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (true) {
            try (Socket socket = listener.accept()) {
                answer(socket);
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    /** A command is an array of texts: its count, then length and text of each. */
    private static void answer(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        OutputStream out = socket.getOutputStream();
        for (String count = in.readLine(); count != null; count = in.readLine()) {
            StringBuilder command = new StringBuilder();
            for (int part = Integer.parseInt(count.substring(1)); part > 0; part--) {
                in.readLine();
                command.append(in.readLine()).append(' ');
            }
            out.write(reply(command.toString()).getBytes(US_ASCII));
        }
    }

    private static String reply(String command) {
        if (command.startsWith("INFO")) {
            return "$" + INFO.length() + "\r\n" + INFO + "\r\n";
        }
        if (command.startsWith("CLIENT ID")) {
            return ":1\r\n";
        }
        if (command.startsWith("HELLO")) {
            return "*2\r\n$5\r\nproto\r\n:2\r\n";
        }
        return command.startsWith("MULTI") || command.startsWith("EXEC") ? "-NOPERM not for you\r\n" : "+OK\r\n";
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
