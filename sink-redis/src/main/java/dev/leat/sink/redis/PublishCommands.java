package dev.leat.sink.redis;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;

/**
 * Changes as messages on channels, every one of them, those of a seeding and TRUNCATE included. Who does not listen at the
 * moment never gets them: there is nothing to read later.
 */
final class PublishCommands implements ChangeCommands {
    private static final byte[] PUBLISH = RespBuffer.argument(Command.PUBLISH.bytes());

    private final RespBuffer out;
    private final int maxValueBytes;
    private final MessageName messageName;
    private final ChangeJson changeJson = new ChangeJson();
    private final JsonBuffer json = new JsonBuffer(4096);

    /**
     * @param out takes the commands
     * @param maxValueBytes the longest message that the server takes
     * @param messageName names the channels of the source's messages
     */
    PublishCommands(RespBuffer out, int maxValueBytes, MessageName messageName) {
        this.out = out;
        this.maxValueBytes = maxValueBytes;
        this.messageName = messageName;
    }

    @Override
    public int write(TablePlan plan, ChangeCursor change) {
        byte[] channel = plan.table().channel();
        if (channel == null) {
            throw new AssertionError("mode publish without a channel");
        }
        return publish(channel, channel.length, change);
    }

    @Override
    public int writeMessage(ChangeCursor message) {
        messageName.of(message.after());
        return publish(messageName.bytes(), messageName.length(), message);
    }

    private int publish(byte[] channel, int channelLength, ChangeCursor change) {
        json.clear();
        changeJson.write(change, json);
        if (json.length() > maxValueBytes || channelLength > maxValueBytes) {
            return TOO_LONG;
        }
        out.command(3);
        out.raw(PUBLISH);
        out.bulk(channel, 0, channelLength);
        out.bulk(json.array(), 0, json.length());
        return 1;
    }
}
