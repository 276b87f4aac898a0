package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of a replication stream: tells the server at a steady interval what has been received and confirmed,
 * and promptly when something new is confirmed or the server asks. So the connection lives while nobody reads from it.
 *
 * <pre>
 *   'd'    CopyData
 *   Int32  length: 38
 *   'r'    Standby status update
 *   Int64  written: end of what was received
 *   Int64  flushed: end of what is durable in every sink; the slot moves here
 *   Int64  applied: the same
 *   Int64  clock, microseconds since 2000-01-01 UTC
 *   Int8   1 asks for a keepalive
 * </pre>
 *
 * <p>Every method may be called from any thread and none waits for the network.
 */
final class StatusSender implements Runnable {

    /** 2000-01-01T00:00:00Z, where PostgreSQL's clock begins. */
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final long POSTGRES_EPOCH_SECONDS = POSTGRES_EPOCH.getEpochSecond();

    /** Confirmations that follow each other closely share a message: each costs the walsender a few microseconds. */
    private static final long CONFIRM_SPACING_NANOS = 20_000_000;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MESSAGE_BYTES = 39;

    /** CopyDone, then Terminate: the server closes the connection after it has read them. */
    private static final byte[] FAREWELL = {'c', 0, 0, 0, 4, 'X', 0, 0, 0, 4};

    private final Transport transport;
    private final long intervalNanos;
    private final Clock clock;
    private final Thread thread;

    private final AtomicLong received;
    private final AtomicLong confirmed;
    private final AtomicBoolean answerDue = new AtomicBoolean();
    private final AtomicBoolean replyWanted = new AtomicBoolean();
    private volatile boolean finishing;
    private volatile boolean stopped;
    private volatile @Nullable IOException failure;

    /**
     * A sender that waits for {@link #start}.
     *
     * @param startLsn where the stream begins: taken as received and confirmed
     * @param name of the slot, for the thread's name
     */
    StatusSender(Transport transport, long startLsn, long intervalNanos, Clock clock, String name) {
        this.transport = transport;
        this.intervalNanos = intervalNanos;
        this.clock = clock;
        this.received = new AtomicLong(startLsn);
        this.confirmed = new AtomicLong(startLsn);
        this.thread = new Thread(this, "leat-postgres-status-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Called by the reader for each frame, so it only ever rises and costs no fence. */
    void received(long lsn) {
        if (Lsn.isAfter(lsn, received.getPlain())) {
            received.setOpaque(lsn);
        }
    }

    long receivedLsn() {
        return received.getOpaque();
    }

    long confirmedLsn() {
        return confirmed.get();
    }

    void confirm(long lsn) {
        long before = confirmed.getAndAccumulate(lsn, Lsn::max);
        if (Lsn.isAfter(lsn, before)) {
            LockSupport.unpark(thread);
        }
    }

    /** The server has asked for a status. */
    void answer() {
        answerDue.set(true);
        LockSupport.unpark(thread);
    }

    /** The server shall send a keepalive. */
    void requestReply() {
        replyWanted.set(true);
        LockSupport.unpark(thread);
    }

    /** Sends a last status and takes leave. */
    void finish() {
        finishing = true;
        LockSupport.unpark(thread);
    }

    /** Sends nothing more. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Why sending failed. The reader notices by itself, after what the server had still to say. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            send();
        } catch (IOException e) {
            failure = e;
        }
    }

    private void send() throws IOException {
        byte[] message = new byte[MESSAGE_BYTES];
        long sentConfirmed = Lsn.NONE;
        long sentAt = System.nanoTime() - intervalNanos;
        while (!stopped) {
            long confirmedNow = confirmed.get();
            long sinceSent = System.nanoTime() - sentAt;
            long wait = intervalNanos - sinceSent;
            if (wait <= 0) {
                transport.relieve();
            }
            if (confirmedNow != sentConfirmed) {
                wait = Math.min(wait, CONFIRM_SPACING_NANOS - sinceSent);
            }
            boolean last = finishing;
            boolean answer = answerDue.getAndSet(false);
            boolean reply = replyWanted.getAndSet(false);
            if (answer || reply || last || wait <= 0) {
                encode(message, confirmedNow, reply);
                transport.write(message, 0, MESSAGE_BYTES);
                if (last) {
                    transport.write(FAREWELL, 0, FAREWELL.length);
                    return;
                }
                sentConfirmed = confirmedNow;
                sentAt = System.nanoTime();
            } else {
                LockSupport.parkNanos(this, wait);
            }
        }
    }

    private void encode(byte[] message, long confirmedLsn, boolean replyRequested) {
        message[0] = 'd';
        message[4] = MESSAGE_BYTES - 1;
        message[5] = 'r';
        LONG.set(message, 6, Lsn.max(received.getOpaque(), confirmedLsn));
        LONG.set(message, 14, confirmedLsn);
        LONG.set(message, 22, confirmedLsn);
        Instant now = clock.instant();
        LONG.set(message, 30, (now.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000 + now.getNano() / 1_000);
        message[38] = (byte) (replyRequested ? 1 : 0);
    }
}
