package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;

/**
 * Changes as entries of streams, every one of them, those of a seeding and TRUNCATE included: the field {@code change} is
 * the change as JSON, with sequence and ordinal. Redis numbers the entries: lanes write beside each other, so their order is
 * that of the source for each row only.
 */
final class StreamCommands implements ChangeCommands {
    private static final byte[] XADD = RespBuffer.argument(Command.XADD.bytes());
    private static final byte[] NEXT_ID = RespBuffer.argument("*".getBytes(US_ASCII));
    private static final byte[] FIELD = RespBuffer.argument("change".getBytes(US_ASCII));

    private final RespBuffer out;
    private final int maxValueBytes;
    private final StreamTrim trim;
    private final MessageName messageName;
    private final ChangeJson changeJson = new ChangeJson();
    private final JsonBuffer json = new JsonBuffer(4096);

    /**
     * @param out takes the commands
     * @param maxValueBytes the longest value that the server takes
     * @param messageName names the streams of messages
     */
    StreamCommands(RespBuffer out, int maxValueBytes, StreamTrim trim, MessageName messageName) {
        this.out = out;
        this.maxValueBytes = maxValueBytes;
        this.trim = trim;
        this.messageName = messageName;
    }

    @Override
    public int write(TablePlan plan, ChangeCursor change) {
        byte[] stream = plan.table().stream();
        return append(stream, stream.length, change);
    }

    @Override
    public int writeMessage(ChangeCursor message) {
        messageName.of(message.after());
        return append(messageName.bytes(), messageName.length(), message);
    }

    private int append(byte[] stream, int streamLength, ChangeCursor change) {
        json.clear();
        changeJson.write(change, json);
        if (json.length() > maxValueBytes || streamLength > maxValueBytes) {
            return TOO_LONG;
        }
        out.command(5 + trim.argumentCount());
        out.raw(XADD);
        out.bulk(stream, 0, streamLength);
        trim.write(out);
        out.raw(NEXT_ID);
        out.raw(FIELD);
        out.bulk(json.array(), 0, json.length());
        return 1;
    }
}
