package dev.leat.sink.redis;

import dev.leat.api.change.ChangeCursor;

/**
 * Removes the keys of changed rows, which a cache in front of the source fills, and says so on a channel for caches in the
 * memory of others. An insert removes too: a cache may remember that there was no such row.
 *
 * <p>So does a row that was read: it may stand for a change that the log carried in part only. What a seeding doesn't read,
 * because it is gone, is removed at its end by {@link Invalidation}.
 */
final class InvalidateCommands implements ChangeCommands {
    private static final byte[] UNLINK = RespBuffer.argument(Command.UNLINK.bytes());
    private static final byte[] PUBLISH = RespBuffer.argument(Command.PUBLISH.bytes());

    private final RespBuffer out;
    private final RowName name = new RowName();

    InvalidateCommands(RespBuffer out) {
        this.out = out;
    }

    @Override
    public int write(TablePlan plan, ChangeCursor change) {
        name.of(plan.keys(), change.key());
        out.command(2);
        out.raw(UNLINK);
        name.write(out);
        byte[] channel = plan.table().channel();
        if (channel == null) {
            return 1;
        }
        out.command(3);
        out.raw(PUBLISH);
        out.bulk(channel, 0, channel.length);
        name.write(out);
        return 2;
    }
}
