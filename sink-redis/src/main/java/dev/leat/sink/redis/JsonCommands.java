package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rows as JSON texts, each replaced as a whole. */
final class JsonCommands implements ChangeCommands {
    private static final byte[] SET = RespBuffer.argument(Command.SET.bytes());
    private static final byte[] PX = RespBuffer.argument("PX".getBytes(US_ASCII));
    private static final byte[] UNLINK = RespBuffer.argument(Command.UNLINK.bytes());

    private final RespBuffer out;
    private final int maxValueBytes;
    private final byte @Nullable [] ttl;
    private final RowName name = new RowName();
    private final StampCommands stamp;
    private final JsonBuffer json = new JsonBuffer(4096);

    /**
     * @param out takes the commands
     * @param maxValueBytes the longest value that the server takes
     * @param ttl after how long a row expires; null: never
     */
    JsonCommands(RespBuffer out, int maxValueBytes, @Nullable Duration ttl) {
        this.out = out;
        this.maxValueBytes = maxValueBytes;
        this.ttl = ttl == null ? null : RespBuffer.argument(RedisConnection.ascii(ttl.toMillis()));
        this.stamp = new StampCommands(out);
    }

    @Override
    public int write(TablePlan plan, ChangeCursor change) {
        byte[] stamps = plan.table().stamps();
        if (change.operation() == Operation.DELETE) {
            name.of(plan.keys(), change.before());
            out.command(2);
            out.raw(UNLINK);
            name.write(out);
            return 1 + stamp.remove(stamps, name);
        }
        json.clear();
        ChangeJson.row(change.after(), json);
        if (json.length() > maxValueBytes) {
            return TOO_LONG;
        }
        name.of(plan.keys(), change.after());
        byte[] millis = ttl;
        out.command(millis == null ? 3 : 5);
        out.raw(SET);
        name.write(out);
        out.bulk(json.array(), 0, json.length());
        if (millis != null) {
            out.raw(PX);
            out.raw(millis);
        }
        return 1 + stamp.add(stamps, name);
    }
}
