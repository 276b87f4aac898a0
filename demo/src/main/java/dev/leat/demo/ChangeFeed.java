package dev.leat.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the lines that a file sink appends. Belongs to one thread. */
public final class ChangeFeed implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private @Nullable SeekableByteChannel channel;

    /** A feed of a file that need not be there yet. */
    public ChangeFeed(Path file) {
        this.file = file;
    }

    /**
     * One change of the feed.
     *
     * @param operation as in the file
     * @param table without its schema
     * @param key the row's key in the target; the table's name for a truncate
     * @param transaction the source's transaction; empty for a row that seeding read
     * @param after the new row's columns but those that are null; empty for a delete or truncate
     */
    public record Change(String operation, String table, String key, String transaction, Map<String, String> after) {
        /** Copies the map, in its order. */
        public Change {
            after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
        }
    }

    /** The changes that were appended since the last call. */
    public List<Change> next() {
        List<Change> changes = new ArrayList<>();
        try {
            SeekableByteChannel open = channel;
            if (open == null) {
                open = Files.newByteChannel(file);
                channel = open;
            }
            while (open.read(buffer.clear()) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte b = buffer.get();
                    if (b == '\n') {
                        changes.add(parse(begun.toString(StandardCharsets.UTF_8)));
                        begun.reset();
                    } else {
                        begun.write(b);
                    }
                }
            }
        } catch (NoSuchFileException notYet) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
        return changes;
    }

    private static Change parse(String line) {
        JsonNode change = Target.JSON.readTree(line);
        String operation = change.path("op").stringValue("");
        String name = change.path("table").stringValue("");
        String table = name.substring(name.indexOf('.') + 1);
        Map<String, String> after = new LinkedHashMap<>();
        change.path("after").properties().stream()
                .filter(column -> !column.getValue().isNull())
                .forEach(column -> after.put(column.getKey(), Target.text(column.getValue())));
        String key = operation.equals("truncate") ? table : Target.key(table, change.path("key"));
        return new Change(operation, table, key, change.path("tx").stringValue(""), after);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
