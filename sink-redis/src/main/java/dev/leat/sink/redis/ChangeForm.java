package dev.leat.sink.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of changes, as the file asks for it.
 *
 * @param keys how the keys of rows are named; null in modes without such keys
 * @param stream how streams are named; null in all modes but that
 * @param channel how channels are named; null when nothing is published
 * @param ttl after how long without a write a row expires; null: never
 * @param limit what a stream keeps
 */
record ChangeForm(
        Mode mode,
        @Nullable KeyTemplate keys,
        @Nullable TableTemplate stream,
        @Nullable TableTemplate channel,
        @Nullable Duration ttl,
        StreamLimit limit) {
    static ChangeForm hash(KeyTemplate keys, @Nullable Duration ttl) {
        return new ChangeForm(Mode.HASH, keys, null, null, ttl, StreamLimit.NONE);
    }

    static ChangeForm json(KeyTemplate keys, @Nullable Duration ttl) {
        return new ChangeForm(Mode.JSON, keys, null, null, ttl, StreamLimit.NONE);
    }

    static ChangeForm stream(TableTemplate stream, StreamLimit limit) {
        return new ChangeForm(Mode.STREAM, null, stream, null, null, limit);
    }

    static ChangeForm publish(TableTemplate channel) {
        return new ChangeForm(Mode.PUBLISH, null, null, channel, null, StreamLimit.NONE);
    }

    static ChangeForm invalidate(KeyTemplate keys, @Nullable TableTemplate channel) {
        return new ChangeForm(Mode.INVALIDATE, keys, null, channel, null, StreamLimit.NONE);
    }

    /**
     * Whether an update may leave columns unchanged. A JSON text is written whole; so is a hash that may have expired, of
     * which the unchanged columns would be missing.
     */
    boolean acceptsPartial() {
        return switch (mode) {
            case HASH -> ttl == null;
            case JSON -> false;
            case STREAM, PUBLISH, INVALIDATE -> true;
        };
    }

    /**
     * What turns changes into commands in {@code out}; for one lane.
     *
     * @param reserved what the names of Leat's own state begin with
     */
    ChangeCommands commands(RespBuffer out, InstantSource clock, String reserved) {
        return switch (mode) {
            case HASH -> new HashCommands(out, ChangeCommands.MAX_VALUE_BYTES, ttl);
            case JSON -> new JsonCommands(out, ChangeCommands.MAX_VALUE_BYTES, ttl);
            case STREAM ->
                new StreamCommands(
                        out,
                        ChangeCommands.MAX_VALUE_BYTES,
                        new StreamTrim(limit, clock),
                        new MessageName(Objects.requireNonNull(stream), reserved));
            case PUBLISH ->
                new PublishCommands(
                        out, ChangeCommands.MAX_VALUE_BYTES, new MessageName(Objects.requireNonNull(channel), ""));
            case INVALIDATE -> new InvalidateCommands(out);
        };
    }

    /** Every command that is sent, those for the state included. */
    Set<Command> rights() {
        Set<Command> rights = EnumSet.complementOf(EnumSet.of(
                Command.SELECT,
                Command.SADD,
                Command.SREM,
                Command.SISMEMBER,
                Command.PEXPIRE,
                Command.SET,
                Command.XADD,
                Command.PUBLISH));
        if (mode.holdsRows()) {
            rights.addAll(Set.of(Command.SADD, Command.SREM, Command.SISMEMBER));
        }
        if (channel != null) {
            rights.add(Command.PUBLISH);
        }
        switch (mode) {
            case HASH -> {
                if (ttl != null) {
                    rights.add(Command.PEXPIRE);
                }
            }
            case JSON -> rights.add(Command.SET);
            case STREAM -> rights.add(Command.XADD);
            case PUBLISH, INVALIDATE -> {}
        }
        return rights;
    }

    @Override
    public String toString() {
        if (keys != null) {
            return mode == Mode.HASH ? keys.text() : mode.text() + " " + keys.text();
        }
        TableTemplate name = stream == null ? channel : stream;
        return mode.text() + " " + (name == null ? "" : name.text());
    }
}
