package dev.leat.capture.mysql.binlog;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.leat.api.DecodeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A transaction compressed into one event, {@code binlog_transaction_compression} ({@code Transaction_payload_event} in MySQL's
 * {@code libs/mysql/binlog/event/control_events.h}). The events in it have no checksums.
 *
 * <pre>
 *   packed  type of the field | packed length | value, usually a packed number:
 *           1 size of the compressed bytes   2 compression: 0 zstd, 255 none   3 size of what they become
 *   packed  0: no more fields
 *   Byten   the events, compressed
 * </pre>
 *
 * Inflated a piece at a time into a buffer that is used again. Single-threaded.
 */
final class TransactionPayload implements AutoCloseable {
    private static final int END_MARK = 0;
    private static final int PAYLOAD_SIZE = 1;
    private static final int COMPRESSION_TYPE = 2;
    private static final int UNCOMPRESSED_SIZE = 3;
    private static final long ZSTD = 0;
    private static final long NONE = 255;

    private static final int PIECE_BYTES = 1 << 16;
    private static final int LENGTH_AT = 9;

    private final PayloadLimits limits;
    /** Of no bytes until a transaction is compressed. */
    private ByteBuffer in = ByteBuffer.allocate(0);

    private ByteBuffer out = ByteBuffer.allocate(0);
    private @Nullable ZstdDecompressCtx zstd;

    private byte[] source = {};
    private int at;
    private int end;
    private long declared;
    private long inflated;
    private boolean isCompressed;
    private boolean isOpen;

    private byte[] window = {};
    private int start;
    private int limit;
    private int eventLength;

    TransactionPayload(PayloadLimits limits) {
        this.limits = limits;
    }

    /** Whether events are left, or may be. */
    boolean isOpen() {
        return isOpen;
    }

    /** @param reader stands behind the header; its bytes are not touched until the last event was taken */
    void open(EventReader reader) {
        long size = -1;
        long type = -1;
        declared = -1;
        for (long field = reader.packed("type of the field");
                field != END_MARK;
                field = reader.packed("type of the field")) {
            int length = reader.packedCount("length of the field");
            int valueEnd = reader.position() + length;
            if (field == PAYLOAD_SIZE) {
                size = reader.packed("payload size");
            } else if (field == COMPRESSION_TYPE) {
                type = reader.packed("compression type");
            } else if (field == UNCOMPRESSED_SIZE) {
                declared = reader.packed("uncompressed size");
            } else {
                reader.seek(valueEnd);
            }
            if (reader.position() != valueEnd) {
                throw reader.unexpected("length of field " + field, "that of its value", length);
            }
        }
        if (size != reader.remaining()) {
            throw reader.unexpected("payload size", reader.remaining() + " bytes as received", size);
        }
        if (type != ZSTD && type != NONE) {
            throw reader.unexpected("compression type", "0 (zstd) or 255 (none)", type);
        }
        isCompressed = type == ZSTD;
        if (!isCompressed) {
            declared = size;
        }
        if (declared < 0 || declared > limits.maxBytes() || declared / limits.maxRatio() > size) {
            throw reader.unexpected(
                    "uncompressed size",
                    "at most " + limits.maxBytes() + " bytes and " + limits.maxRatio() + " times the " + size
                            + " compressed ones",
                    declared);
        }
        source = reader.buffer();
        at = reader.position();
        end = reader.end();
        inflated = 0;
        start = 0;
        limit = 0;
        eventLength = 0;
        isOpen = true;
        if (window.length == 0) {
            window = new byte[PIECE_BYTES];
        }
        if (isCompressed) {
            if (in.capacity() == 0) {
                in = ByteBuffer.allocateDirect(PIECE_BYTES);
                out = ByteBuffer.allocateDirect(PIECE_BYTES);
            }
            in.clear().limit(0);
            if (zstd == null) {
                zstd = new ZstdDecompressCtx();
            }
            zstd.reset();
        }
    }

    /** Whether there is another event, which {@link #event} then is. */
    boolean next() {
        start += eventLength;
        eventLength = 0;
        if (!need(EventHeader.BYTES)) {
            close(start != limit);
            return false;
        }
        int lengthAt = start + LENGTH_AT;
        long length = (window[lengthAt] & 0xFF)
                | (window[lengthAt + 1] & 0xFF) << 8
                | (window[lengthAt + 2] & 0xFF) << 16
                | (long) (window[lengthAt + 3] & 0xFF) << 24;
        if (length < EventHeader.BYTES || length > limits.maxEventBytes() || length > declared) {
            throw new DecodeException(
                    lengthAt, "event_length: expected at most " + limits.maxEventBytes() + ", found " + length);
        }
        if (!need((int) length)) {
            close(true);
        }
        eventLength = (int) length;
        return true;
    }

    byte[] window() {
        return window;
    }

    int event() {
        return start;
    }

    int eventLength() {
        return eventLength;
    }

    @Override
    public void close() {
        isOpen = false;
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
    }

    private void close(boolean isCut) {
        isOpen = false;
        if (isCut || inflated != declared) {
            throw new DecodeException(
                    end, "transaction payload: expected " + declared + " bytes of whole events, found " + inflated);
        }
        if (window.length > 16 * PIECE_BYTES) {
            window = new byte[PIECE_BYTES];
        }
    }

    /** Whether so many bytes are there from {@link #start} on; brings them. */
    private boolean need(int count) {
        while (limit - start < count) {
            if (limit + PIECE_BYTES > window.length) {
                System.arraycopy(window, start, window, 0, limit - start);
                limit -= start;
                start = 0;
                if (limit + PIECE_BYTES > window.length) {
                    window = Arrays.copyOf(window, (int) Math.min(2L * window.length, Integer.MAX_VALUE - 16));
                }
            }
            if (!inflate()) {
                return false;
            }
        }
        return true;
    }

    /** Adds the next piece to the window; false when there is none. */
    private boolean inflate() {
        int count = isCompressed ? decompress() : copy();
        if (count == 0) {
            return false;
        }
        inflated += count;
        if (inflated > declared) {
            throw new DecodeException(
                    end, "transaction payload: expected " + declared + " bytes as declared, found more");
        }
        limit += count;
        return true;
    }

    private int copy() {
        int count = Math.min(PIECE_BYTES, end - at);
        System.arraycopy(source, at, window, limit, count);
        at += count;
        return count;
    }

    private int decompress() {
        ZstdDecompressCtx context = zstd;
        if (context == null) {
            throw new IllegalStateException("the payload was closed");
        }
        try {
            while (true) {
                if (!in.hasRemaining() && at < end) {
                    int count = Math.min(PIECE_BYTES, end - at);
                    in.clear().put(source, at, count).flip();
                    at += count;
                }
                int given = in.remaining();
                out.clear();
                context.decompressDirectByteBufferStream(out, in);
                int count = out.position();
                if (count > 0) {
                    out.flip().get(window, limit, count);
                    return count;
                }
                if (in.remaining() == given) {
                    return 0; // no step forward: the end, or bytes that are missing
                }
            }
        } catch (ZstdException e) {
            throw new DecodeException(at, "transaction payload: expected a zstd stream, found something else");
        }
    }
}
