package dev.leat.capture.mysql.session;

import java.util.Locale;

/**
 * One address of a server.
 *
 * @param name host name or IP address, IPv6 without brackets
 */
public record Host(String name, int port) {

    /** Whether what is sent there stays on this machine; the name is not resolved. */
    public boolean isLocal() {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("localhost")
                || lower.equals("::1")
                || lower.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    @Override
    public String toString() {
        return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
}
