package dev.leat.capture.mysql.binlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A log that a server wrote; how is told beside the files. */
public enum RecordedLog {
    MYSQL_TYPES("mysql-9.7/types"),
    MYSQL_EVENTS("mysql-9.7/events"),
    MYSQL_WITHOUT_CHECKSUMS("mysql-9.7/no-checksum"),
    MARIADB_TYPES("mariadb-11.4/types"),
    MARIADB_EVENTS("mariadb-11.4/events");

    private static final int MAGIC_BYTES = 4;
    private static final int LENGTH_AT = 9;

    private final String path;

    RecordedLog(String path) {
        this.path = path;
    }

    /** The events, in their order. */
    public List<byte[]> events() {
        byte[] file = bytes(path + ".binlog");
        List<byte[]> events = new ArrayList<>();
        for (int at = MAGIC_BYTES; at < file.length; ) {
            int length = length(file, at);
            events.add(Arrays.copyOfRange(file, at, at + length));
            at += length;
        }
        return events;
    }

    /** The table and the row as JSON, as the server prints the rows that the log's statements made. */
    public List<String[]> expectedRows() {
        return lines(path + ".expected");
    }

    static List<String[]> lines(String resource) {
        return new String(bytes(resource), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", 2))
                .toList();
    }

    static int length(byte[] event, int at) {
        return (event[at + LENGTH_AT] & 0xFF)
                | ((event[at + LENGTH_AT + 1] & 0xFF) << 8)
                | ((event[at + LENGTH_AT + 2] & 0xFF) << 16)
                | (event[at + LENGTH_AT + 3] << 24);
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = RecordedLog.class.getResourceAsStream("/dev/leat/capture/mysql/recorded/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
