package dev.leat.capture.postgres.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;

/** A replication stream from a server that follows a script. Nobody waits: a read that finds nothing is over at once. */
public final class ScriptedStream {
    private static final int STATUS_BYTES = 39;
    private static final int FLUSH_LSN = 14;

    private final ScriptedTransport transport = new ScriptedTransport();
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final CopyBothStream stream;

    /**
     * @param startLsn where it begins
     */
    public ScriptedStream(long startLsn) {
        StatusSender status =
                new StatusSender(transport, startLsn, Duration.ofDays(1).toNanos(), Clock.systemUTC(), "test");
        stream = new CopyBothStream(
                () -> {}, transport, status, new ReadPacer(0, transport.nanos()), Duration.ofDays(1), transport::nanos);
        status.start();
    }

    /** What reads from it. */
    public CopyBothStream stream() {
        return stream;
    }

    /** The server has sent these messages, which a read finds together with others until {@link #arrive}. */
    public ScriptedStream messages(long lsn, byte[]... messages) {
        for (byte[] message : messages) {
            gathered.writeBytes(WireBytes.xLogData(lsn, lsn, 0, message));
        }
        return this;
    }

    /** The beginning of a message that claims to be so long. */
    public ScriptedStream beginningOf(int length, long lsn, byte[] message) {
        byte[] frame = WireBytes.xLogData(lsn, lsn, 0, message);
        ByteBuffer.wrap(frame).putInt(1, length);
        gathered.writeBytes(frame);
        return this;
    }

    /** Likewise a keepalive. */
    public ScriptedStream keepalive(long lsn) {
        gathered.writeBytes(WireBytes.keepalive(lsn, false));
        return this;
    }

    /** What was gathered has arrived, all at once. */
    public void arrive() {
        transport.send(gathered.toByteArray());
        gathered.reset();
    }

    /** What was gathered has arrived, in pieces. */
    public void arriveInPieces(int pieceBytes) {
        transport.sendInPieces(gathered.toByteArray(), pieceBytes);
        gathered.reset();
    }

    /** The server has ended the connection. */
    public void end() {
        transport.end();
    }

    /** The highest position that the server was told to be durable. */
    public long confirmedLsn() {
        byte[] written = transport.written();
        long confirmed = 0;
        for (int at = 0; at + STATUS_BYTES <= written.length; at += STATUS_BYTES) {
            if (new String(written, at, 1, ISO_8859_1).equals("d") && written[at + 5] == 'r') {
                confirmed = Lsn.max(confirmed, ByteBuffer.wrap(written).getLong(at + FLUSH_LSN));
            }
        }
        return confirmed;
    }
}
