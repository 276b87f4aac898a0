package dev.leat.capture.postgres.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes from a replication stream, and a view that steps over the messages in them without copying.
 *
 * <p>{@link CopyBothStream#read} appends at {@link #limit()}; {@link CopyBothStream#next} moves the view to the next
 * complete message. An incomplete one stays where it is until the rest has arrived.
 *
 * <pre>
 *   0            position                       limit          bytes().length
 *   | messages seen | complete messages | part of one |  room  |
 * </pre>
 *
 * <p>There are two ways to use it. To look at each message once, call {@link #compact()} before every read: the buffer
 * stays small. To keep messages (a batch that owns its bytes), do not compact; when enough has been gathered, {@link
 * #moveUnseenTo} a fresh buffer, read into that one, and give this one away.
 *
 * <p>Growing replaces the array, so {@link #bytes()} is asked again after each read; offsets stay valid until {@link
 * #compact()} or {@link #clear()}. One thread at a time.
 */
public final class FrameBuffer {

    /** Enough for many narrow rows, small enough for the cache. */
    public static final int DEFAULT_CAPACITY = 256 * 1024;

    /** PostgreSQL builds a message in at most 1 GiB; some room for headers. */
    public static final int MAX_MESSAGE_BYTES = (1 << 30) + (1 << 16);

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Type byte and length word, which counts itself. */
    private static final int HEADER_BYTES = 5;

    private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    /** So many compactions in a row must fit into the initial capacity before a grown array is given back. */
    private static final int SHRINK_AFTER = 64;

    private final int initialCapacity;
    private final int maxMessageBytes;

    private byte[] bytes;
    private int position;
    private int limit;
    private int smallInARow;

    private byte type;
    private int bodyStart;
    private int bodyEnd;

    public FrameBuffer() {
        this(DEFAULT_CAPACITY, MAX_MESSAGE_BYTES);
    }

    /**
     * An empty buffer.
     *
     * @param initialCapacity bytes to begin with, and to return to after a large message
     * @param maxMessageBytes a longer message is an error, before memory for it is taken
     */
    public FrameBuffer(int initialCapacity, int maxMessageBytes) {
        if (initialCapacity < 64 || maxMessageBytes < 64) {
            throw new IllegalArgumentException("a frame buffer needs at least 64 bytes");
        }
        this.initialCapacity = initialCapacity;
        this.maxMessageBytes = maxMessageBytes;
        this.bytes = new byte[initialCapacity];
    }

    /** The array that holds the messages; may be another one after a read. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the next message begins that {@link CopyBothStream#next} has not shown yet. */
    public int position() {
        return position;
    }

    /** The end of the bytes received. */
    public int limit() {
        return limit;
    }

    /** Bytes that can be received before the array must grow. */
    public int room() {
        return bytes.length - limit;
    }

    /** First byte of the current frame's content: the pgoutput message of an XLogData frame. */
    public int payloadStart() {
        return bodyStart + CopyBothStream.XLOG_DATA_HEADER_BYTES;
    }

    /** The end of the current frame's content. */
    public int payloadEnd() {
        return bodyEnd;
    }

    /** XLogData: the LSN of this change's WAL record. Keepalive: the end of what the server has read. */
    public long walStart() {
        return (long) LONG.get(bytes, bodyStart + 1);
    }

    /** XLogData: the server's write location, at a Commit message the end of the commit record. Keepalive: as start. */
    public long walEnd() {
        return isKeepalive() ? walStart() : (long) LONG.get(bytes, bodyStart + 9);
    }

    /** The server's clock when it sent this frame, in microseconds since 2000-01-01 UTC. */
    public long clockMicros() {
        return (long) LONG.get(bytes, bodyStart + (isKeepalive() ? 9 : 17));
    }

    /** Whether the current keepalive asks for an answer (given by the stream itself). */
    public boolean isReplyRequested() {
        return isKeepalive() && bytes[bodyStart + 17] != 0;
    }

    private boolean isKeepalive() {
        return bytes[bodyStart] == CopyBothStream.KEEPALIVE;
    }

    /** Shows the messages from {@code earlierPosition} on again; a place that {@link #position()} returned before. */
    public void showAgainFrom(int earlierPosition) {
        if (earlierPosition < 0 || earlierPosition > position) {
            throw new IllegalArgumentException("not a place that was passed: " + earlierPosition);
        }
        position = earlierPosition;
    }

    /** Forgets everything, so that the buffer can be used anew. */
    public void clear() {
        position = 0;
        limit = 0;
    }

    /** Forgets the messages already shown: moves the unseen bytes to the front and gives back an array grown once. */
    public void compact() {
        int unseen = limit - position;
        if (bytes.length > initialCapacity) {
            smallInARow = limit <= initialCapacity ? smallInARow + 1 : 0;
            if (smallInARow >= SHRINK_AFTER && unseen <= initialCapacity) {
                byte[] smaller = new byte[initialCapacity];
                System.arraycopy(bytes, position, smaller, 0, unseen);
                bytes = smaller;
                smallInARow = 0;
                position = 0;
                limit = unseen;
                return;
            }
        }
        if (position > 0) {
            System.arraycopy(bytes, position, bytes, 0, unseen);
            position = 0;
            limit = unseen;
        }
    }

    /** Takes the bytes not shown yet out of this buffer and appends them to {@code next}. */
    public void moveUnseenTo(FrameBuffer next) {
        int unseen = limit - position;
        if (next.room() < unseen) {
            next.grow(next.limit + (long) unseen);
        }
        System.arraycopy(bytes, position, next.bytes, next.limit, unseen);
        next.limit += unseen;
        limit = position;
    }

    /**
     * Makes room for a read. The array is doubled when it is full, or when it is half full and the message that has
     * begun will not fit: a length that only claims to be large costs no memory before its bytes are there.
     */
    void ensureRoom() {
        boolean tooLong = limit - position >= HEADER_BYTES && messageLength() >= bytes.length - position;
        if (room() == 0 || (tooLong && room() < bytes.length / 2)) {
            grow(bytes.length * 2L);
        }
    }

    private void grow(long capacity) {
        if (bytes.length == MAX_ARRAY_LENGTH) {
            throw new IllegalStateException("more than 2 GiB gathered in one frame buffer");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(capacity, MAX_ARRAY_LENGTH));
    }

    void received(int count) {
        limit += count;
    }

    /**
     * Moves the view to the next complete message.
     *
     * <pre>
     *   Byte1  type
     *   Int32  length, counts itself and not the type
     *   Byten  body
     * </pre>
     */
    boolean nextMessage() throws ProtocolException {
        if (limit - position < HEADER_BYTES) {
            return false;
        }
        int length = messageLength();
        if (length < 4) {
            throw new ProtocolException("message '" + Character.toString(bytes[position] & 0xFF) + "' at byte "
                    + position + ": length " + length + ", expected at least 4");
        }
        if (length > maxMessageBytes) {
            if (limit - position < MessageTooLargeException.HEAD_BYTES) {
                return false;
            }
            throw new MessageTooLargeException(length, maxMessageBytes, relation());
        }
        if (limit - position - 1 < length) {
            return false;
        }
        type = bytes[position];
        bodyStart = position + HEADER_BYTES;
        bodyEnd = position + 1 + length;
        position = bodyEnd;
        return true;
    }

    /**
     * Of a message that is not complete.
     *
     * <pre>
     *   Byte1('d')  Int32 length  Byte1('w')  Int64 start  Int64 end  Int64 clock  Byte1('I', 'U' or 'D')  Int32 OID
     * </pre>
     */
    private int relation() {
        if (limit - position < MessageTooLargeException.HEAD_BYTES) {
            return 0;
        }
        int at = position + HEADER_BYTES + CopyBothStream.XLOG_DATA_HEADER_BYTES;
        boolean isRow = bytes[at] == 'I' || bytes[at] == 'U' || bytes[at] == 'D';
        return bytes[position] == 'd' && isRow ? (int) INT.get(bytes, at + 1) : 0;
    }

    private int messageLength() {
        return (int) INT.get(bytes, position + 1);
    }

    byte messageType() {
        return type;
    }

    int bodyStart() {
        return bodyStart;
    }

    int bodyLength() {
        return bodyEnd - bodyStart;
    }
}
