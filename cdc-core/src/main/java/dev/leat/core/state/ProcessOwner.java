package dev.leat.core.state;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How this process is named to another one. */
public final class ProcessOwner {
    private ProcessOwner() {}

    /** {@code pid 4711 on host mill1}. */
    public static String current() {
        return "pid " + ProcessHandle.current().pid() + " on host " + host();
    }

    /** Asks the kernel where it can: the JDK would look the name up, for seconds where no name server answers. */
    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException noSuchFile) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "unknown";
            }
        }
    }
}
