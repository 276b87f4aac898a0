package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A connection over the loopback address, as Linux lists it in {@code /proc/net/tcp}. */
record TcpConnection(int clientPort, int serverPort) {
    private static final List<Path> LISTS = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final String ESTABLISHED = "01";

    /** Whether the client has not closed it. */
    boolean isOpen() {
        return LISTS.stream().anyMatch(this::isOpenIn);
    }

    private boolean isOpenIn(Path list) {
        try {
            return Files.readAllLines(list, UTF_8).stream()
                    .map(line -> line.strip().split(" +", STATE + 2))
                    .anyMatch(fields -> fields[LOCAL].endsWith(suffix(clientPort))
                            && fields[REMOTE].endsWith(suffix(serverPort))
                            && fields[STATE].equals(ESTABLISHED));
        } catch (IOException e) {
            return false;
        }
    }

    private static String suffix(int port) {
        return String.format(Locale.ROOT, ":%04X", port);
    }
}
