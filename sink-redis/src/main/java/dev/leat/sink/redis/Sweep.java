package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes rows and fields that do not belong to a table any more. None of its rows is written meanwhile. */
final class Sweep {
    private final RedisConnection connection;
    private final TableKeys keys;
    private final ValueType type;
    private long removedRows;

    /**
     * @param type what rows hold; a key that holds something else is none
     */
    Sweep(RedisConnection connection, TableKeys keys, ValueType type) {
        this.connection = connection;
        this.keys = keys;
        this.type = type;
    }

    /** How many rows were removed. */
    long removedRows() {
        return removedRows;
    }

    /** Removes every row. */
    void allRows() {
        TableScan scan = new TableScan(connection, keys, type);
        while (scan.next()) {
            unlink(scan.page());
        }
    }

    /** Removes the rows that are not in the set, and from the other hashes the fields that are no columns. */
    void rowsOutside(byte[] stamps, TableSchema table) {
        Set<ByteBuffer> columns = new HashSet<>();
        for (Column column : table.columns()) {
            columns.add(ByteBuffer.wrap(column.name().getBytes(UTF_8)));
        }
        TableScan scan = new TableScan(connection, keys, type);
        while (scan.next()) {
            List<byte[]> page = scan.page();
            for (byte[] key : page) {
                connection.send(RedisConnection.words(Command.SISMEMBER, stamps, key));
            }
            List<@Nullable Object> members = requireRows(connection.replies(page.size()));
            List<@Nullable Object> fields = fieldsOf(page);
            List<byte[]> ghosts = new ArrayList<>();
            List<byte[][]> extras = new ArrayList<>();
            for (int i = 0; i < page.size(); i++) {
                if (members.get(i) instanceof Long member && member == 0) {
                    ghosts.add(page.get(i));
                } else if (fields.get(i) instanceof List<?> names) {
                    removal(page.get(i), names, columns, extras);
                }
            }
            unlink(ghosts);
            execute(extras);
        }
    }

    /** Removes these fields from every row. */
    void fields(Collection<byte[]> names) {
        TableScan scan = new TableScan(connection, keys, type);
        while (scan.next()) {
            List<byte[][]> commands = new ArrayList<>();
            for (byte[] key : scan.page()) {
                commands.add(hdel(key, names));
            }
            execute(commands);
        }
    }

    /** The fields of each row; null for rows that have none. */
    private List<@Nullable Object> fieldsOf(List<byte[]> page) {
        if (type != ValueType.HASH) {
            return Collections.nCopies(page.size(), null);
        }
        for (byte[] key : page) {
            connection.send(RedisConnection.words(Command.HKEYS, key));
        }
        return requireRows(connection.replies(page.size()));
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
