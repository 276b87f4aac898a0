package dev.leat.capture.mysql.binlog;

import dev.leat.api.DecodeException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What {@code log_bin_compress} of MariaDB compresses ({@code binlog_buf_compress} in {@code sql/log_event.cc}):
 *
 * <pre>
 *   Int8   method (5 bits, 16 is zlib) | bytes of length (3 bits)
 *          length of what it was, the highest byte first | a zlib stream
 * </pre>
 */
final class Zlib {
    private static final int METHOD_MASK = 0xF8;
    private static final int ZLIB = 0x80;

    /** No stream of deflate becomes more than 1,032 times as long. */
    private static final long MAX_RATIO = 1_032;

    private Zlib() {}

    static byte[] inflate(byte[] bytes, int offset, int length) {
        int header = length == 0 ? 0 : bytes[offset] & 0xFF;
        int lengthBytes = header & 0x7;
        if ((header & METHOD_MASK) != ZLIB || lengthBytes < 1 || lengthBytes > 4 || length <= lengthBytes + 1) {
            throw malformed(offset);
        }
        long size = 0;
        for (int i = 1; i <= lengthBytes; i++) {
            size = size << 8 | (bytes[offset + i] & 0xFF);
        }
        int from = offset + 1 + lengthBytes;
        int count = offset + length - from;
        if (size > MAX_RATIO * count || size > Integer.MAX_VALUE - 16) {
            throw new DecodeException(
                    offset,
                    "compressed event: expected at most " + MAX_RATIO + " times its " + count + " bytes, found "
                            + size);
        }
        byte[] inflated = new byte[(int) size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, from, count);
            int done = 0;
            while (done < inflated.length) {
                int more = inflater.inflate(inflated, done, inflated.length - done);
                if (more == 0) {
                    throw malformed(offset);
                }
                done += more;
            }
            return inflated;
        } catch (DataFormatException e) {
            throw malformed(offset);
        } finally {
            inflater.end();
        }
    }

    private static DecodeException malformed(int at) {
        return new DecodeException(at, "compressed event: expected a zlib stream, found something else");
    }
}
