package dev.leat.capture.mysql.session;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a failure of the server, the network or the driver means to the engine, from the server's error number. Who
 * knows better looks before.
 */
public final class Failure {
    /** What the driver says of a connection that was closed, by a failure or by another thread. */
    private static final String CONNECTION_DOES_NOT_EXIST = "08003";

    private static final int ACCESS_DENIED = 1045;
    private static final int UNKNOWN_DATABASE = 1049;
    private static final int HOST_IS_BLOCKED = 1129;
    private static final int HOST_NOT_PRIVILEGED = 1130;
    private static final int SECURE_TRANSPORT_REQUIRED = 3159;

    private Failure() {}

    /** {@code what} says what failed, on which object: {@code cannot read the catalog of mysql://...}. */
    public static CdcException of(String what, SQLException cause) {
        return new CdcException(kindOf(cause), said(what, cause), cause);
    }

    /** A session that could not be opened, and what mends it. */
    public static CdcException connecting(Login login, SQLException cause) {
        String what = said("cannot connect as " + login, cause);
        String remedy = remedy(login, cause);
        return new CdcException(kindOf(cause), remedy == null ? what : what + "; " + remedy, cause);
    }

    private static @Nullable String remedy(Login login, SQLException cause) {
        return switch (cause.getErrorCode()) {
            case ACCESS_DENIED ->
                login.password() == null
                        ? "no password is given: write password: ${env:NAME}"
                        : "correct user or password of the capture, or the account on the server";
            case UNKNOWN_DATABASE -> "correct the database in the url";
            case HOST_IS_BLOCKED -> "run on the server: FLUSH HOSTS (MySQL: TRUNCATE performance_schema.host_cache)";
            case HOST_NOT_PRIVILEGED -> "create the account for this machine: CREATE USER '...'@'HOST'";
            case SECURE_TRANSPORT_REQUIRED -> "write tls: {mode: verify-full}";
            default ->
                isTls(cause)
                        ? "correct tls of the capture: ca must have the authority of the server's certificate, and the url its host"
                        : null;
        };
    }

    /** The server's own words have a number; the driver's are in the cause. */
    private static String said(String what, SQLException cause) {
        return cause.getErrorCode() == 0
                ? what
                : what + ": " + cause.getErrorCode() + " (" + cause.getSQLState() + "): " + cause.getMessage();
    }

    private static ErrorKind kindOf(SQLException cause) {
        if (isTls(cause)) {
            return ErrorKind.SETUP;
        }
        if (cause.getErrorCode() == 0) {
            // a driver that says no more than that it could not connect is asked again, but not one that refuses the
            // server
            String state = cause.getSQLState();
            return state == null
                            || state.startsWith("08S")
                            || state.equals(CONNECTION_DOES_NOT_EXIST)
                            || hasIoCause(cause)
                    ? ErrorKind.CONNECTION
                    : ErrorKind.SETUP;
        }
        return kindOf(cause.getErrorCode(), cause.getSQLState());
    }

    /** What an error of the server means when nothing more is known. */
    public static ErrorKind kindOf(int code, @Nullable String sqlState) {
        return switch (code) {
            // too many connections, out of memory or file handles, disk full
            case 1040, 1203, 1226, 1037, 1038, 1041, 1021, 1023, 1024, 1016, 1017 -> ErrorKind.CONNECTION;
            // shutdown, killed, aborted, interrupted, network, idle for too long
            case 1053, 1077, 1078, 1079, 1080, 1927, 1152, 1184, 1317, 3024, 1969, 1158, 1159, 1160, 1161, 4031 ->
                ErrorKind.CONNECTION;
            // lock wait timeout, deadlock, table definition changed, metadata lock
            case 1205, 1213, 1412, 1614, 3572 -> ErrorKind.CONNECTION;
            default ->
                sqlState != null && (sqlState.startsWith("08") || sqlState.startsWith("40"))
                        ? ErrorKind.CONNECTION
                        : ErrorKind.SETUP;
        };
    }

    private static boolean hasIoCause(SQLException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof java.io.IOException) {
                return true;
            }
        }
        return false;
    }

    /** A certificate that one side refuses is reported as a failed connection. */
    private static boolean isTls(SQLException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException
                    || cause instanceof FileNotFoundException
                    || cause instanceof FileSystemException
                    || isAlert(cause)) {
                return true;
            }
        }
        return false;
    }

    /** What the other end said, in the JDK's words, which are not translated. */
    private static boolean isAlert(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof SSLException
                && message.contains("Received fatal alert: ")
                && !message.contains("internal_error");
    }
}
