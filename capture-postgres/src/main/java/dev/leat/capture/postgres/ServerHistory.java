package dev.leat.capture.postgres;

import dev.leat.capture.postgres.slot.LastCommit;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.stream.SentAgain;
import dev.leat.capture.postgres.wire.CopyBothStream;
import dev.leat.capture.postgres.wire.Failure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.IntConsumer;

/**
 * Streams from the slot for as long as it takes to see what the server would send again. Over the connection that was opened for
 * the stream itself, which then needs another one: a server may have few senders.
 */
final class ServerHistory implements SlotSetup.SentHistory {
    private final PostgresOptions options;
    private final Source source;
    private final boolean withMessages;
    private final Lifetime lifetime;
    private final IntConsumer streaming;
    private boolean isAsked;

    /**
     * @param withMessages whether the stream before was asked for logical messages
     * @param streaming told which process of the server has the slot from now on
     */
    ServerHistory(
            PostgresOptions options, Source source, boolean withMessages, Lifetime lifetime, IntConsumer streaming) {
        this.options = options;
        this.source = source;
        this.withMessages = withMessages;
        this.lifetime = lifetime;
        this.streaming = streaming;
    }

    @Override
    public LastCommit lastCommitUpTo(Connection session, long slotAt, long position) throws SQLException {
        isAsked = true;
        int pid = source.serverPid();
        streaming.accept(pid);
        LastCommit last;
        try (CopyBothStream wire = source.stream(slotAt, withMessages)) {
            last = SentAgain.lastCommitUpTo(wire, position);
        } catch (IOException failure) {
            throw Failure.of("stream of slot " + options.slot(), failure);
        }
        SlotUse.of(options, lifetime).awaitFree(session, pid);
        return last;
    }

    /** Whether the connection was used up. */
    boolean isAsked() {
        return isAsked;
    }
}
