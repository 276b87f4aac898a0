package dev.leat.capture.mysql.wire;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.session.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Why the server has ended a dump: its last packet.
 *
 * @param sqlState empty if it gave none
 */
record ServerError(int code, String sqlState, String message) {
    /** Whatever goes wrong while the log is read; only the message tells more. */
    private static final int FATAL_ERROR_READING_BINLOG = 1236;

    /** MariaDB's, of a position that its log does not have. */
    private static final int GTID_POSITION_NOT_FOUND = 1945;

    private static final int GTID_POSITION_NOT_FOUND_IN_STRICT_MODE = 1955;

    private static final int MAX_MESSAGE_BYTES = 1024;

    /**
     * <pre>
     *   Int1  0xff
     *   Int2  error number
     *   Byte1 '#', Byte5 SQLSTATE: may be missing
     *   Byten message, to the end
     * </pre>
     */
    static ServerError parse(byte[] bytes, int start, int end) {
        int code = end - start < 3 ? 0 : (bytes[start + 1] & 0xFF) | (bytes[start + 2] & 0xFF) << 8;
        int at = Math.min(end, start + 3);
        String state = "";
        if (end - at >= 6 && bytes[at] == '#') {
            state = new String(bytes, at + 1, 5, StandardCharsets.US_ASCII);
            at += 6;
        }
        String message = new String(bytes, at, Math.min(end - at, MAX_MESSAGE_BYTES), StandardCharsets.UTF_8);
        return new ServerError(code, state, message);
    }

    CdcException asException(ReplicaId replica) {
        String words = message.toLowerCase(Locale.ROOT);
        if (words.contains("same server_uuid/server_id")) {
            return new CdcException(
                    ErrorKind.SETUP,
                    said() + "; somebody else reads this server's log with server-id " + replica.serverId()
                            + ": give each replica and each pipeline a server-id of its own, or none to Leat");
        }
        if (code != FATAL_ERROR_READING_BINLOG) {
            boolean isPosition = code == GTID_POSITION_NOT_FOUND || code == GTID_POSITION_NOT_FOUND_IN_STRICT_MODE;
            return new CdcException(isPosition ? ErrorKind.GAP : Failure.kindOf(code, sqlState), said());
        }
        if (words.contains("max_allowed_packet")) {
            return new CdcException(
                    ErrorKind.SETUP, said() + "; run on the server: SET GLOBAL max_allowed_packet = 1073741824");
        }
        if (words.contains("binary log is not open")) {
            return new CdcException(ErrorKind.SETUP, said() + "; start the server with log_bin");
        }
        if (words.contains("gtid_mode")) {
            return new CdcException(
                    ErrorKind.SETUP, said() + "; set gtid_mode = ON again on the server, or reseed without GTIDs");
        }
        if (isGone(words)) {
            return new CdcException(ErrorKind.GAP, said());
        }
        return new CdcException(ErrorKind.DECODE, said());
    }

    /** The log no longer has what was asked for, or never had. */
    private static boolean isGone(String words) {
        return words.contains("purged")
                || words.contains("could not find first log file name")
                || words.contains("could not find next log")
                || words.contains("more gtids than the source")
                || words.contains("more gtids than the master")
                || words.contains("> file size")
                || words.contains("impossible position")
                || words.contains("which is not in the master's binlog")
                || words.contains("gtid position");
    }

    private String said() {
        return "the server has ended the dump of its binary log: " + code
                + (sqlState.isEmpty() ? "" : " (" + sqlState + ")") + ": " + message;
    }
}
