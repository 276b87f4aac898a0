package dev.leat.capture.postgres.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Linux's table of the TCP sockets, a line for each (Documentation/networking/proc_net_tcp.rst):
 *
 * <pre>
 *   0: 0100007F:C3E6 0100007F:1538 01 00000022:00000000 ...
 *      local         remote        |  |        received and not read
 *                                  |  sent and not acknowledged, or not yet sent
 *                                  state
 * </pre>
 *
 * <p>An address is written in words of 32 bits, each as the machine orders its bytes: one word, or the four of IPv6.
 */
final class TcpTable {
    private static final List<Path> FILES = List.of(Path.of("/proc/net/tcp6"), Path.of("/proc/net/tcp"));
    private static final int LAST_WORD_BYTES = 4;

    private TcpTable() {}

    /** Whether the other side lacks anything that was written to the socket; false where there is no such table. */
    static boolean isUnacknowledged(Socket socket) {
        // the last words tell these sockets apart, and are the same where IPv4 is written as IPv6
        String local = end(socket.getLocalAddress(), socket.getLocalPort());
        String remote = end(socket.getInetAddress(), socket.getPort());
        return FILES.stream().anyMatch(file -> isUnacknowledged(file, local, remote));
    }

    private static boolean isUnacknowledged(Path file, String local, String remote) {
        try (BufferedReader lines = Files.newBufferedReader(file, US_ASCII)) {
            return lines.lines()
                    .map(line -> line.trim().split(" +", 6))
                    .anyMatch(columns -> columns.length == 6
                            && columns[1].endsWith(local)
                            && columns[2].endsWith(remote)
                            && !columns[4].startsWith("00000000:"));
        } catch (IOException | UncheckedIOException e) {
            return false; // another system
        }
    }

    private static String end(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        int word = ByteBuffer.wrap(bytes, bytes.length - LAST_WORD_BYTES, LAST_WORD_BYTES)
                .order(ByteOrder.nativeOrder())
                .getInt();
        return String.format("%08X:%04X", word, port);
    }
}
