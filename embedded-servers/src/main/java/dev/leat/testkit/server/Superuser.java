package dev.leat.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server of the MySQL family runs as root only when it is told to. */
final class Superuser {
    private Superuser() {}

    /** The setting that tells it, where this JVM is root's; else none. */
    static Map<String, String> setting() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0) ? Map.of("user", "root") : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell who runs this", e);
        }
    }
}
