package dev.leat.core.state;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How this process is named to another one. */
public final class ProcessOwner {
    private ProcessOwner() {}

    /** {@code pid 4711 on host mill1}. */
    public static String current() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown";
        }
        return "pid " + ProcessHandle.current().pid() + " on host " + host;
    }
}
