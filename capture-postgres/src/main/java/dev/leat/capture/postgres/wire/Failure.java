package dev.leat.capture.postgres.wire;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.session.NoHostException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Decides what a failure of the server, the network or the driver means to the engine. The only place that looks at
 * SQLSTATEs for that; who knows better (a slot that is in use, a slot that was invalidated) looks before.
 */
public final class Failure {

    private Failure() {}

    /** {@code what} says what failed, on which object: {@code cannot read the catalog of postgresql://...}. */
    public static CdcException of(String what, SQLException cause) {
        if (cause instanceof NoHostException none) {
            return new CdcException(kindOf(none), what + ": " + none.getMessage(), cause);
        }
        ServerErrorMessage said = cause instanceof PSQLException e ? e.getServerErrorMessage() : null;
        String message = said == null
                ? what
                : what + ": " + said.getSeverity() + " " + said.getSQLState() + ": " + said.getMessage();
        return new CdcException(kindOf(cause), message, cause);
    }

    private static ErrorKind kindOf(SQLException cause) {
        if (cause instanceof NoHostException none) {
            // what another try may mend at one host is worth another try
            return none.reasons().stream().allMatch(reason -> kindOf(reason) == ErrorKind.SETUP)
                    ? ErrorKind.SETUP
                    : ErrorKind.CONNECTION;
        }
        return isTls(cause) ? ErrorKind.SETUP : kindOf(cause.getSQLState());
    }

    /** {@code what} says what failed, on which object. */
    public static CdcException of(String what, IOException cause) {
        if (cause instanceof ServerErrorException e) {
            return new CdcException(kindOf(e.sqlState()), what + ": " + e.error(), cause);
        }
        if (cause instanceof ProtocolException) {
            return new CdcException(ErrorKind.DECODE, what, cause);
        }
        return new CdcException(ErrorKind.CONNECTION, what, cause);
    }

    /** What a SQLSTATE means when nothing more is known; null: the driver gave none. */
    public static ErrorKind kindOf(@Nullable String sqlState) {
        if (sqlState == null || sqlState.length() != 5) {
            return ErrorKind.CONNECTION;
        }
        return switch (sqlState) {
            // the driver: no TLS there, an authentication it cannot do, no password given
            case "08004" -> ErrorKind.SETUP;
            // admin shutdown, crash shutdown, starting up, idle session timeout
            case "57P01", "57P02", "57P03", "57P05" -> ErrorKind.CONNECTION;
            // lock not available, object in use: somebody else has it for now
            case "55P03", "55006" -> ErrorKind.CONNECTION;
            default ->
                switch (sqlState.substring(0, 2)) {
                    // connection, rolled back, out of resources, cancelled, system, internal
                    case "08", "40", "53", "57", "58", "XX" -> ErrorKind.CONNECTION;
                    default -> ErrorKind.SETUP;
                };
        };
    }

    /** What the other end said, in the JDK's words, which are not translated. */
    private static boolean isAlert(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof SSLException
                && message.contains("Received fatal alert: ")
                && !message.contains("internal_error");
    }

    /** The driver reports a certificate that it or the server refuses as a failed connection. */
    private static boolean isTls(SQLException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException
                    || cause instanceof FileNotFoundException
                    || cause instanceof FileSystemException
                    || isAlert(cause)) {
                return true;
            }
        }
        // its message is translated, the name of the verifier in it is not
        String message = failure.getMessage();
        return failure.getCause() == null && message != null && message.contains("HostnameVerifier");
    }
}
