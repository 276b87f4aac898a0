package dev.leat.capture.postgres.pgoutput;

/**
 * Where the parts of a logical message ({@code pg_logical_emit_message}) lie. Reused for every one; single-threaded.
 *
 * <pre>
 *   Byte1('M')
 *   Int8     Flags: 0, or 1 if the message is transactional
 *   Int64    LSN of the message: the end of its record
 *   String   Prefix
 *   Int32    Length of the content
 *   Byten    Content
 * </pre>
 */
final class LogicalMessage {
    boolean isTransactional;
    long lsn;
    int prefixOffset;
    int prefixLength;
    int contentOffset;
    int contentLength;

    /** Reads a message up to its end; {@code reader} stands behind the tag. */
    void read(MessageReader reader) {
        int flags = reader.u8("flags");
        if (flags > 1) {
            throw reader.unexpected("flags of Message", "0 or 1", flags);
        }
        isTransactional = flags == 1;
        lsn = reader.i64("LSN of the message");
        prefixOffset = reader.position();
        prefixLength = reader.skipString("Prefix");
        contentLength = reader.i32("length of the content");
        contentOffset = reader.slice(contentLength, "content");
        reader.finish("Message");
    }
}
