package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.DecodeException;
import dev.leat.api.change.MessageSchema;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.wire.Lsn;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which logical messages are delivered, and as what. For one stream; single-threaded.
 *
 * <p>The server sends a prefix in the client's encoding, like all names, but a content as it was written: text in the
 * database's encoding. That is taken where it is UTF-8, and nowhere guessed at.
 */
public final class LogicalMessages {
    private static final Set<String> MAY_HOLD_UTF8 = Set.of("UTF8", "SQL_ASCII");
    private static final int MAX_SHOWN_PREFIX = 100;
    private static final int CHECKED_AT_A_TIME = 4096;

    private final PrefixPattern[] text;
    private final PrefixPattern[] binary;
    private final boolean mayHoldUtf8;
    private final String encoding;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer checked = CharBuffer.allocate(CHECKED_AT_A_TIME);

    /**
     * @param text prefixes, or patterns of them, of messages whose content is text
     * @param binary of those whose content is octets; what both match is
     * @param encoding of the database, as the server names it
     */
    public LogicalMessages(List<String> text, List<String> binary, String encoding) {
        this.text = text.stream().map(PrefixPattern::new).toArray(PrefixPattern[]::new);
        this.binary = binary.stream().map(PrefixPattern::new).toArray(PrefixPattern[]::new);
        this.mayHoldUtf8 = MAY_HOLD_UTF8.contains(encoding);
        this.encoding = encoding;
    }

    /** Leaves all of them out. */
    public static LogicalMessages none() {
        return new LogicalMessages(List.of(), List.of(), "UTF8");
    }

    /**
     * What becomes of the message; null: it is left out.
     *
     * @throws DecodeException when it is to be text and is none
     */
    @Nullable
    TableSchema schema(byte[] buffer, LogicalMessage message) {
        if (isAmong(binary, buffer, message)) {
            requirePrefix(buffer, message);
            return MessageSchema.BYTES;
        }
        if (!isAmong(text, buffer, message)) {
            return null;
        }
        requirePrefix(buffer, message);
        if (!isText(buffer, message.contentOffset, message.contentLength, mayHoldUtf8)) {
            throw new DecodeException(
                    message.contentOffset,
                    describe(buffer, message) + ": its content is "
                            + (mayHoldUtf8
                                    ? "no text in UTF-8"
                                    : "not ASCII, in a database with encoding " + encoding
                                            + ", which the server does not convert for messages")
                            + "; declare it as octets (`binary-messages`), which come as base64");
        }
        return MessageSchema.TEXT;
    }

    private static boolean isAmong(PrefixPattern[] patterns, byte[] buffer, LogicalMessage message) {
        for (PrefixPattern pattern : patterns) {
            if (pattern.matches(buffer, message.prefixOffset, message.prefixLength)) {
                return true;
            }
        }
        return false;
    }

    /** A database without encoding takes any bytes for a name, too. */
    private void requirePrefix(byte[] buffer, LogicalMessage message) {
        if (!isText(buffer, message.prefixOffset, message.prefixLength, true)) {
            throw new DecodeException(
                    message.prefixOffset,
                    "the message at " + Lsn.format(message.lsn) + ": its prefix is no text in UTF-8, in a database with"
                            + " encoding " + encoding
                            + "; let no pattern of `messages` and `binary-messages` match it");
        }
    }

    private static String describe(byte[] buffer, LogicalMessage message) {
        String prefix = new String(buffer, message.prefixOffset, message.prefixLength, StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
        boolean isLong = prefix.length() > MAX_SHOWN_PREFIX;
        return "the message with prefix " + (isLong ? prefix.substring(0, MAX_SHOWN_PREFIX) + "..." : prefix) + " at "
                + Lsn.format(message.lsn);
    }

    /** No text of a server has a zero byte. */
    private boolean isText(byte[] bytes, int offset, int length, boolean orUtf8) {
        boolean isAscii = true;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == 0) {
                return false;
            }
            isAscii &= bytes[i] > 0;
        }
        return isAscii || (orUtf8 && isUtf8(ByteBuffer.wrap(bytes, offset, length)));
    }

    private boolean isUtf8(ByteBuffer bytes) {
        utf8.reset();
        CoderResult result;
        do {
            checked.clear();
            result = utf8.decode(bytes, checked, true);
        } while (result.isOverflow());
        return !result.isError();
    }
}
