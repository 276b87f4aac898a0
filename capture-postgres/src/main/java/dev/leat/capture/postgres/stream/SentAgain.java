package dev.leat.capture.postgres.stream;

import dev.leat.capture.postgres.slot.LastCommit;
import dev.leat.capture.postgres.wire.CopyBothStream;
import dev.leat.capture.postgres.wire.CopyBothStream.Frame;
import dev.leat.capture.postgres.wire.FrameBuffer;
import dev.leat.capture.postgres.wire.Lsn;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What a server sends of that which was confirmed before, read for the places of its commits only. */
public final class SentAgain {
    private static final Duration ASK_INTERVAL = Duration.ofMillis(100);

    private final CopyBothStream wire;
    private final long end;
    private LastCommit last = LastCommit.NONE;
    private int xid;

    private SentAgain(CopyBothStream wire, long end) {
        this.wire = wire;
        this.end = end;
    }

    /**
     * Reads up to a position that the log has reached.
     *
     * @param wire started, nothing read yet; stays open
     * @return the last commit that ends at the position or before; {@link LastCommit#NONE} if there is none
     */
    public static LastCommit lastCommitUpTo(CopyBothStream wire, long end) throws IOException {
        return new SentAgain(wire, end).read();
    }

    private LastCommit read() throws IOException {
        FrameBuffer buffer = new FrameBuffer();
        while (true) {
            buffer.compact();
            if (!wire.read(buffer, ASK_INTERVAL)) {
                wire.requestReply();
            }
            for (Frame frame = wire.next(buffer); frame != Frame.NONE; frame = wire.next(buffer)) {
                boolean isOver = frame == Frame.KEEPALIVE
                        ? !Lsn.isAfter(end, buffer.walEnd())
                        : isBehindTheEnd(ByteBuffer.wrap(
                                buffer.bytes(), buffer.payloadStart(), buffer.payloadEnd() - buffer.payloadStart()));
                if (isOver) {
                    return last;
                }
            }
        }
    }

    /**
     * <pre>
     *   Byte1('B')  Int64 LSN of the commit  Int64 timestamp  Int32 transaction id
     *   Byte1('C')  Int8 flags  Int64 LSN of the commit  Int64 its end  Int64 timestamp
     * </pre>
     *
     * (PostgreSQL's documentation, "Logical Replication Message Formats")
     */
    private boolean isBehindTheEnd(ByteBuffer message) throws ProtocolException {
        byte type = message.hasRemaining() ? message.get() : 0;
        if (type == 'B') {
            require(message, Long.BYTES + Long.BYTES + Integer.BYTES, "Begin");
            long commitLsn = message.getLong();
            message.getLong();
            xid = message.getInt();
            return !Lsn.isAfter(end, commitLsn);
        }
        if (type == 'C') {
            require(message, 1 + 3 * Long.BYTES, "Commit");
            message.get();
            message.getLong();
            last = new LastCommit(message.getLong(), xid);
        }
        return false;
    }

    private static void require(ByteBuffer message, int length, String name) throws ProtocolException {
        if (message.remaining() != length) {
            throw new ProtocolException(
                    name + " with " + message.remaining() + " bytes behind its type, expected " + length);
        }
    }
}
