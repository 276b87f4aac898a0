package dev.leat.sink.redis;

import org.jspecify.annotations.Nullable;

/** Keeps the set of the keys that a seeding over older rows has written. */
final class StampCommands {
    private static final byte[] SADD = RespBuffer.argument(Command.SADD.bytes());
    private static final byte[] SREM = RespBuffer.argument(Command.SREM.bytes());

    private final RespBuffer out;

    StampCommands(RespBuffer out) {
        this.out = out;
    }

    /**
     * The row was written.
     *
     * @param stamps the set; null: none is kept
     * @return how many commands that took
     */
    int add(byte @Nullable [] stamps, RowName row) {
        return write(SADD, stamps, row);
    }

    /** The row was removed. */
    int remove(byte @Nullable [] stamps, RowName row) {
        return write(SREM, stamps, row);
    }

    private int write(byte[] command, byte @Nullable [] stamps, RowName row) {
        if (stamps == null) {
            return 0;
        }
        out.command(3);
        out.raw(command);
        out.bulk(stamps, 0, stamps.length);
        row.write(out);
        return 1;
    }
}
