package dev.leat.capture.postgres.wire;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the server says in an ErrorResponse or a NoticeResponse.
 *
 * <pre>
 *   Byte1   field type: S severity, V severity not translated, C SQLSTATE, M message, D detail, H hint, ...
 *   String  value, ended by a zero byte
 *   ...     further fields; a zero byte ends the list
 * </pre>
 *
 * @param severity ERROR, FATAL, PANIC, WARNING, NOTICE, ...
 * @param sqlState five characters, for example {@code 55006}: object in use
 * @param text the primary message
 * @param detail may quote row values: never log it
 * @param hint what the server suggests
 */
public record ServerMessage(
        String severity,
        String sqlState,
        String text,
        @Nullable String detail,
        @Nullable String hint) {

    static ServerMessage decode(byte[] bytes, int from, int to) throws ProtocolException {
        String severity = "ERROR";
        String sqlState = "XX000";
        String text = "";
        String detail = null;
        String hint = null;
        int offset = from;
        while (offset < to && bytes[offset] != 0) {
            int start = offset + 1;
            int end = start;
            while (end < to && bytes[end] != 0) {
                end++;
            }
            if (end >= to) {
                throw new ProtocolException("field '" + (char) (bytes[offset] & 0xFF)
                        + "' of a server message is not ended within its " + (to - from) + " bytes");
            }
            String value = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            switch (bytes[offset]) {
                case 'V' -> severity = value;
                case 'C' -> sqlState = value;
                case 'M' -> text = value;
                case 'D' -> detail = value;
                case 'H' -> hint = value;
                default -> {
                    // position, file, line and the like
                }
            }
            offset = end + 1;
        }
        if (offset >= to) {
            throw new ProtocolException("server message of " + (to - from) + " bytes has no end");
        }
        return new ServerMessage(severity, sqlState, text, detail, hint);
    }

    /** Severity, SQLSTATE, message and hint; not the detail. */
    @Override
    public String toString() {
        return severity + " " + sqlState + ": " + text + (hint == null ? "" : " (" + hint + ")");
    }
}
