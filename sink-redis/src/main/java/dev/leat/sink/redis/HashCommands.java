package dev.leat.sink.redis;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.json.BareWriter;
import dev.leat.api.json.JsonBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rows as hashes. What is not null is set first, what is null is removed after it: at no time does a reader see a row without
 * fields.
 */
final class HashCommands implements ChangeCommands {
    private static final int MAX_KEPT_BYTES = 256 * 1024;

    private static final byte[] HSET = RespBuffer.argument(Command.HSET.bytes());
    private static final byte[] HDEL = RespBuffer.argument(Command.HDEL.bytes());
    private static final byte[] PEXPIRE = RespBuffer.argument(Command.PEXPIRE.bytes());
    private static final byte[] UNLINK = RespBuffer.argument(Command.UNLINK.bytes());

    private final RespBuffer out;
    private final int maxValueBytes;
    private final byte @Nullable [] ttl;
    private final RowName name = new RowName();
    private final StampCommands stamp;
    private final BareWriter value = new BareWriter(new JsonBuffer(1024));
    private final RespBuffer set = new RespBuffer(1024);
    private final RespBuffer removed = new RespBuffer(256);

    /**
     * @param out takes the commands
     * @param maxValueBytes the longest value that the server takes
     * @param ttl after how long a row expires; null: never
     */
    HashCommands(RespBuffer out, int maxValueBytes, @Nullable Duration ttl) {
        this.out = out;
        this.maxValueBytes = maxValueBytes;
        this.ttl = ttl == null ? null : RespBuffer.argument(RedisConnection.ascii(ttl.toMillis()));
        this.stamp = new StampCommands(out);
    }

    @Override
    public int write(TablePlan plan, ChangeCursor change) {
        return change.operation() == Operation.DELETE ? remove(plan, change.before()) : write(plan, change.after());
    }

    /** Writes the columns of a new row image; those that are unchanged are left alone. */
    private int write(TablePlan plan, Row row) {
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
                return TOO_LONG;
            }
            set.raw(plan.field(i));
            set.bulk(text.array(), 0, text.length());
            setCount++;
        }
        name.of(plan.keys(), row);
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
        return commands + expire() + stamp.add(plan.table().stamps(), name);
    }

    private int remove(TablePlan plan, Row row) {
        name.of(plan.keys(), row);
        begin(2, UNLINK);
        return 1 + stamp.remove(plan.table().stamps(), name);
    }

    private int expire() {
        byte[] millis = ttl;
        if (millis == null) {
            return 0;
        }
        begin(3, PEXPIRE);
        out.raw(millis);
        return 1;
    }

    private void begin(int arguments, byte[] command) {
        out.command(arguments);
        out.raw(command);
        name.write(out);
    }
}
