package dev.leat.sink.redis;

import dev.leat.api.change.Row;
import dev.leat.api.json.BareWriter;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.json.KeyText;
import org.jspecify.annotations.Nullable;

/**
 * Encodes rows as commands, straight from the row's bytes. Single-threaded; its buffers are reused.
 *
 * <p>What is not null is set first, what is null is removed after it: at no time does a reader see a row without fields.
 */
final class RowCommands {
    /** Longer strings are refused by every server; it would drop the connection. */
    static final int MAX_VALUE_BYTES = 512 * 1024 * 1024;

    private static final int MAX_KEPT_BYTES = 256 * 1024;

    private static final byte[] HSET = RespBuffer.argument(Command.HSET.bytes());
    private static final byte[] HDEL = RespBuffer.argument(Command.HDEL.bytes());
    private static final byte[] UNLINK = RespBuffer.argument(Command.UNLINK.bytes());
    private static final byte[] SADD = RespBuffer.argument(Command.SADD.bytes());
    private static final byte[] SREM = RespBuffer.argument(Command.SREM.bytes());

    private final RespBuffer out;
    private final int maxValueBytes;
    private final KeyText keyText = new KeyText();
    private final JsonBuffer key = new JsonBuffer(128);
    private final BareWriter value = new BareWriter(new JsonBuffer(1024));
    private final RespBuffer set = new RespBuffer(1024);
    private final RespBuffer removed = new RespBuffer(256);

    /**
     * @param out takes the commands
     * @param maxValueBytes the longest value that the server takes
     */
    RowCommands(RespBuffer out, int maxValueBytes) {
        this.out = out;
        this.maxValueBytes = maxValueBytes;
    }

    /**
     * Writes the columns of a new row image; those that are unchanged are left alone.
     *
     * @param stamps the set that the key is added to, if any
     * @return how many commands that took; 0 when a value is too long for any server, and nothing was written
     */
    int write(TablePlan plan, Row row, byte @Nullable [] stamps) {
        set.clear(MAX_KEPT_BYTES);
        removed.clear(MAX_KEPT_BYTES);
        int setCount = 0;
        int removedCount = 0;
        for (int i = 0; i < plan.columnCount(); i++) {
            if (row.isUnchanged(i)) {
                continue;
            }
            value.clear();
            row.write(i, value);
            if (value.isNull()) {
                removed.raw(plan.field(i));
                removedCount++;
                continue;
            }
            JsonBuffer text = value.buffer();
            if (text.length() > maxValueBytes) {
                return 0;
            }
            set.raw(plan.field(i));
            set.bulk(text.array(), 0, text.length());
            setCount++;
        }
        nameRow(plan.keys(), row);
        int commands = 0;
        if (setCount > 0) {
            begin(2 + 2 * setCount, HSET);
            out.raw(set.array(), set.length());
            commands++;
        }
        if (removedCount > 0) {
            begin(2 + removedCount, HDEL);
            out.raw(removed.array(), removed.length());
            commands++;
        }
        return commands + stamp(SADD, stamps);
    }

    /**
     * Removes a row.
     *
     * @param stamps the set that the key is removed from, if any
     * @return how many commands that took
     */
    int remove(TablePlan plan, Row row, byte @Nullable [] stamps) {
        nameRow(plan.keys(), row);
        begin(2, UNLINK);
        return 1 + stamp(SREM, stamps);
    }

    private int stamp(byte[] command, byte @Nullable [] stamps) {
        if (stamps == null) {
            return 0;
        }
        out.command(3);
        out.raw(command);
        out.bulk(stamps, 0, stamps.length);
        out.bulk(key.array(), 0, key.length());
        return 1;
    }

    private void begin(int arguments, byte[] command) {
        out.command(arguments);
        out.raw(command);
        out.bulk(key.array(), 0, key.length());
    }

    private void nameRow(TableKeys keys, Row row) {
        key.clear();
        key.raw(keys.prefix(), 0, keys.prefix().length);
        keyText.write(row, key);
        key.raw(keys.suffix(), 0, keys.suffix().length);
    }
}
