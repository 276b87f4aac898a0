package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes rows and fields that do not belong to a table any more. None of its rows is written meanwhile. */
final class Sweep {
    private final RedisConnection connection;
    private final TableKeys keys;
    private long removedRows;

    Sweep(RedisConnection connection, TableKeys keys) {
        this.connection = connection;
        this.keys = keys;
    }

    /** How many rows were removed. */
    long removedRows() {
        return removedRows;
    }

    /** Removes every row. */
    void allRows() {
        TableScan scan = new TableScan(connection, keys);
        while (scan.next()) {
            unlink(scan.page());
        }
    }

    /** Removes the rows that are not in the set, and from the others the fields that are no columns. */
    void rowsOutside(byte[] stamps, TableSchema table) {
        Set<ByteBuffer> columns = new HashSet<>();
        for (Column column : table.columns()) {
            columns.add(ByteBuffer.wrap(column.name().getBytes(UTF_8)));
        }
        TableScan scan = new TableScan(connection, keys);
        while (scan.next()) {
            List<byte[]> page = scan.page();
            for (byte[] key : page) {
                connection.send(RedisConnection.words(Command.SISMEMBER, stamps, key));
                connection.send(RedisConnection.words(Command.HKEYS, key));
            }
            List<@Nullable Object> replies = requireRows(connection.replies(2 * page.size()));
            List<byte[]> ghosts = new ArrayList<>();
            List<byte[][]> extras = new ArrayList<>();
            for (int i = 0; i < page.size(); i++) {
                if (replies.get(2 * i) instanceof Long member && member == 0) {
                    ghosts.add(page.get(i));
                } else if (replies.get(2 * i + 1) instanceof List<?> fields) {
                    removal(page.get(i), fields, columns, extras);
                }
            }
            unlink(ghosts);
            execute(extras);
        }
    }

    /** Removes these fields from every row. */
    void fields(Collection<byte[]> names) {
        TableScan scan = new TableScan(connection, keys);
        while (scan.next()) {
            List<byte[][]> commands = new ArrayList<>();
            for (byte[] key : scan.page()) {
                commands.add(hdel(key, names));
            }
            execute(commands);
        }
    }

    private static void removal(byte[] key, List<?> fields, Set<ByteBuffer> columns, List<byte[][]> commands) {
        List<byte[]> extra = new ArrayList<>();
        for (Object field : fields) {
            if (field instanceof byte[] name && !columns.contains(ByteBuffer.wrap(name))) {
                extra.add(name);
            }
        }
        if (!extra.isEmpty()) {
            commands.add(hdel(key, extra));
        }
    }

    private static byte[][] hdel(byte[] key, Collection<byte[]> names) {
        List<byte[]> arguments = new ArrayList<>(names);
        arguments.add(0, key);
        return RedisConnection.words(Command.HDEL, arguments.toArray(byte[][]::new));
    }

    private void unlink(List<byte[]> rows) {
        if (!rows.isEmpty()) {
            removedRows += connection.callForNumber(Command.UNLINK, rows.toArray(byte[][]::new));
        }
    }

    private void execute(List<byte[][]> commands) {
        commands.forEach(connection::send);
        requireRows(connection.replies(commands.size()));
    }

    /** A key that took another type since it was listed is not a row any more; every other error counts. */
    private List<@Nullable Object> requireRows(List<@Nullable Object> replies) {
        for (Object reply : replies) {
            String error = RedisConnection.error(reply);
            if (error != null && !ReplyErrors.code(error).equals(ReplyErrors.WRONGTYPE)) {
                throw connection.failure(error);
            }
        }
        return replies;
    }
}
