package dev.leat.capture.mysql.wire;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import java.util.Arrays;

/**
 * Bytes from a dump, and a view that steps over the packets in them without copying.
 *
 * <p>{@link BinlogStream#read} appends at {@link #limit()}; {@link BinlogStream#next} moves the view to the next complete
 * packet. An incomplete one stays where it is until the rest has arrived.
 *
 * <pre>
 *   0            position                       limit          bytes().length
 *   | packets seen  | complete packets  | part of one |  room  |
 *
 *   packet: Int3 length (little endian), Int1 sequence, payload
 * </pre>
 *
 * A payload of 2^24-1 bytes or more comes as several packets, of which only the last is shorter than that. They are joined in
 * place: the headers between them are taken out as they arrive, so that a payload is always one piece.
 *
 * <p>There are two ways to use it. To look at each packet once, call {@link #compact()} before every read: the buffer stays
 * small. To keep packets (a batch that owns its bytes), do not compact; when enough has been gathered, {@link #moveUnseenTo} a
 * fresh buffer, read into that one, and give this one away.
 *
 * <p>Growing replaces the array, so {@link #bytes()} is asked again after each read; offsets stay valid until {@link
 * #compact()} or {@link #clear()}. One thread at a time.
 */
public final class PacketBuffer {
    /** Enough for many narrow rows, small enough for the cache. */
    public static final int DEFAULT_CAPACITY = 256 * 1024;

    /** The server builds an event in at most 1 GiB ({@code max_allowed_packet}); some room for headers. */
    public static final int MAX_PAYLOAD_BYTES = (1 << 30) + (1 << 16);

    static final int HEADER_BYTES = 4;

    /** The longest payload of one packet; more follows. */
    static final int CONTINUED = 0xFF_FFFF;

    private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    /** So often everything must have fitted before a grown array is given back. */
    private static final int SHRINK_AFTER = 64;

    private static final int UNKNOWN = -1;

    private final int initialCapacity;
    private final int maxPayloadBytes;

    private byte[] bytes;
    private int position;
    private int limit;
    private int smallInARow;

    /** Payload bytes of the packets that are joined so far, behind the first one's header. */
    private int joined;

    /** Length of the packet whose header was seen last, if it is not complete. */
    private int pending = UNKNOWN;

    private int sequence;
    private int payloadStart;
    private int payloadEnd;

    public PacketBuffer() {
        this(DEFAULT_CAPACITY, MAX_PAYLOAD_BYTES);
    }

    /**
     * An empty buffer.
     *
     * @param initialCapacity bytes to begin with, and to return to after a large packet
     * @param maxPayloadBytes a longer payload is an error, before memory for it is taken
     */
    public PacketBuffer(int initialCapacity, int maxPayloadBytes) {
        if (initialCapacity < 64 || maxPayloadBytes < 64 || maxPayloadBytes > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("a packet buffer has 64 bytes at least, and no more than 1 GiB");
        }
        this.initialCapacity = initialCapacity;
        this.maxPayloadBytes = maxPayloadBytes;
        this.bytes = new byte[initialCapacity];
    }

    /** The array that holds the packets; may be another one after a read. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the next packet begins that {@link BinlogStream#next} has not shown yet. */
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

    /** First byte of the current event's header. */
    public int eventStart() {
        return payloadStart + 1;
    }

    /** The end of the current event, its checksum included. */
    public int eventEnd() {
        return payloadEnd;
    }

    int payloadStart() {
        return payloadStart;
    }

    int payloadEnd() {
        return payloadEnd;
    }

    /** Forgets everything, so that the buffer can be used anew: for another stream, too. */
    public void clear() {
        position = 0;
        limit = 0;
        joined = 0;
        pending = UNKNOWN;
        sequence = 0;
    }

    /** Forgets the packets already shown: moves the unseen bytes to the front and gives back an array grown once. */
    public void compact() {
        int unseen = limit - position;
        byte[] target = bytes;
        if (bytes.length > initialCapacity) {
            smallInARow = limit <= initialCapacity ? smallInARow + 1 : 0;
            if (smallInARow >= SHRINK_AFTER && unseen <= initialCapacity) {
                target = new byte[initialCapacity];
                smallInARow = 0;
            }
        }
        if (position > 0 || target != bytes) {
            System.arraycopy(bytes, position, target, 0, unseen);
            bytes = target;
            position = 0;
            limit = unseen;
        }
    }

    /** Takes the bytes not shown yet out of this buffer and into {@code next}, which goes on where this one ended. */
    public void moveUnseenTo(PacketBuffer next) {
        int unseen = limit - position;
        next.clear();
        if (next.bytes.length < unseen) {
            next.grow(unseen);
        }
        System.arraycopy(bytes, position, next.bytes, 0, unseen);
        next.limit = unseen;
        next.joined = joined;
        next.pending = pending;
        next.sequence = sequence;
        limit = position;
        joined = 0;
        pending = UNKNOWN;
    }

    /**
     * Makes room for a read. The array is doubled when it is full, or when it is half full and the packet that has begun will
     * not fit: a length that only claims to be large costs no memory before its bytes are there.
     */
    void ensureRoom() {
        boolean tooLong = pending != UNKNOWN && (long) position + HEADER_BYTES + joined + pending > bytes.length;
        if (room() == 0 || (tooLong && room() < bytes.length / 2)) {
            grow(bytes.length * 2L);
        }
    }

    private void grow(long capacity) {
        if (bytes.length == MAX_ARRAY_LENGTH) {
            throw new CdcException(ErrorKind.INTERNAL, "more than 2 GiB gathered in one packet buffer");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(capacity, MAX_ARRAY_LENGTH));
    }

    void received(int count) {
        limit += count;
    }

    /**
     * Moves the view to the next complete payload.
     *
     * @throws DecodeException if a packet is missing, or a payload too long
     */
    boolean nextPacket() {
        while (true) {
            if (pending == UNKNOWN && !readHeader()) {
                return false;
            }
            long end = (long) position + HEADER_BYTES + joined + pending;
            if (limit < end) {
                return false;
            }
            boolean isLast = pending < CONTINUED;
            joined += pending;
            pending = UNKNOWN;
            if (isLast) {
                payloadStart = position + HEADER_BYTES;
                payloadEnd = (int) end;
                position = payloadEnd;
                joined = 0;
                return true;
            }
        }
    }

    private boolean readHeader() {
        int at = joined == 0 ? position : position + HEADER_BYTES + joined;
        if (limit - at < HEADER_BYTES) {
            return false;
        }
        int length = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
        int found = bytes[at + 3] & 0xFF;
        int expected = sequence + 1 & 0xFF;
        if (found != expected) {
            throw new DecodeException(at + 3, "packet number " + found + " from the server, expected " + expected);
        }
        if ((long) joined + length > maxPayloadBytes) {
            throw new DecodeException(
                    at, "an event of " + ((long) joined + length) + " bytes or more, the limit is " + maxPayloadBytes);
        }
        if (joined > 0) {
            System.arraycopy(bytes, at + HEADER_BYTES, bytes, at, limit - at - HEADER_BYTES);
            limit -= HEADER_BYTES;
        }
        sequence = found;
        pending = length;
        return true;
    }
}
