package dev.leat.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server's my.cnf. */
final class OptionFile {
    private OptionFile() {}

    /** The option that makes a server read this file and no other. */
    static String write(Path file, Map<String, String> settings) {
        StringBuilder lines = new StringBuilder("[mysqld]\n");
        settings.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        try {
            Files.writeString(file, lines);
            return "--defaults-file=" + file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
