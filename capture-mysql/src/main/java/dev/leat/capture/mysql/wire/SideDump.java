package dev.leat.capture.mysql.wire;

import dev.leat.capture.mysql.session.Login;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Reads a server's log once more, from somewhere on to the end that it has, over a connection of its own and under a number that no other
 * dump has. One thread; {@link #close} from any.
 */
public final class SideDump implements AutoCloseable {
    /** A server that sends nothing for so long is gone. */
    public static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private final BinlogStream dump;
    private final PacketBuffer buffer = new PacketBuffer();

    private SideDump(BinlogStream dump) {
        this.dump = dump;
    }

    /** Connects; what the server thinks of the start is only known with the first event. */
    public static SideDump open(Login login, DumpStart start) {
        BinlogConnection connection = BinlogConnection.open(login, ReplicaId.random(new SecureRandom()));
        try {
            return new SideDump(connection.dump(start, MAX_SILENCE, false));
        } catch (RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * Moves on to the next event that has arrived.
     *
     * @throws dev.leat.api.CdcException as {@link BinlogStream#next}
     */
    public boolean next() {
        return dump.next(buffer);
    }

    /** Waits for more, as {@link BinlogStream#read}. */
    public boolean read(Duration timeout) {
        buffer.compact();
        return dump.read(buffer, timeout);
    }

    /** Whether there is no more. */
    public boolean isAtEnd() {
        return dump.isAtEnd();
    }

    /** Holds the event, until {@link #read}. */
    public byte[] bytes() {
        return buffer.bytes();
    }

    /** Where the event begins in {@link #bytes}. */
    public int offset() {
        return buffer.eventStart();
    }

    /** The event's length. */
    public int length() {
        return buffer.eventEnd() - buffer.eventStart();
    }

    @Override
    public void close() {
        dump.close();
    }
}
