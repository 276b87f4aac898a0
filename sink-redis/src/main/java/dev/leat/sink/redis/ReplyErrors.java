package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.Locale;

/**
 * What an error reply means for the pipeline. The reply's own text is never handed on: it may quote arguments, that is, row
 * values.
 */
final class ReplyErrors {
    static final String WRONGTYPE = "WRONGTYPE";

    private ReplyErrors() {}

    /** The error's code: its first word. */
    static String code(String reply) {
        int space = reply.indexOf(' ');
        return space < 0 ? reply : reply.substring(0, space);
    }

    /**
     * The failure to throw.
     *
     * @param reply the error as the server sent it, without the leading minus
     * @param permissions names the rule that is missing when the user may not do something
     */
    static CdcException failure(String reply, Endpoint endpoint, Permissions permissions) {
        String redis = "Redis at " + endpoint;
        return switch (cause(reply)) {
            case "OOM" ->
                connection(redis + " has reached maxmemory: raise it (CONFIG SET maxmemory BYTES) or make room");
            case "READONLY" ->
                connection(
                        redis + " is a read-only replica: name its primary in url, or promote it (REPLICAOF NO ONE)");
            case "MISCONF" ->
                connection(redis + " takes no writes because it could not save its data: see its log, mend the disk,"
                        + " then BGSAVE");
            case "NOREPLICAS" ->
                connection(redis + " takes no writes because too few replicas are in touch (min-replicas-to-write)");
            case "LOADING" -> connection(redis + " is loading its data");
            case "BUSY" -> connection(redis + " is busy with a script (SCRIPT KILL ends it)");
            case "MASTERDOWN" -> connection(redis + " is a replica that lost its primary");
            case "CLUSTERDOWN", "TRYAGAIN" -> connection(redis + " is a cluster that is not ready");
            case "NOAUTH" -> setup(redis + " asks for a password: set the option password");
            case "WRONGPASS" ->
                setup(redis + " does not accept the password of user "
                        + endpoint.credentials().userName() + ": mend the options user and password, or on the server: "
                        + permissions.grant());
            case "NOPERM" ->
                setup(redis + " does not allow user " + endpoint.credentials().userName()
                        + " what the sink needs; on the server: " + permissions.grant());
            case "DENIED" ->
                setup(redis + " is in protected mode: set a password there and here (CONFIG SET requirepass PASSWORD)");
            case "MOVED", "ASK", "CROSSSLOT" -> setup(cluster(redis));
            case WRONGTYPE ->
                setup(redis + " holds a value of another type where Leat keeps its state: DEL "
                        + permissions.stateName());
            case "ERR" -> general(reply.toLowerCase(Locale.ROOT), redis);
            default -> unexpected(code(reply), redis);
        };
    }

    /** Says that a cluster is not for this version. */
    static String cluster(String redis) {
        return redis + " runs in cluster mode, which comes in a later version: use a server with cluster-enabled no";
    }

    /** The error's code, or that of the error behind it where the server says that EXEC itself was refused. */
    private static String cause(String reply) {
        String code = code(reply);
        return code.equals("EXECABORT") && reply.contains(": NOPERM ") ? "NOPERM" : code;
    }

    private static CdcException general(String reply, String redis) {
        if (reply.startsWith("err max number of clients")) {
            return connection(redis + " has no room for another connection: CONFIG SET maxclients NUMBER");
        }
        if (reply.contains("db index")) {
            return setup(redis + " does not have the database of the option database: raise databases in its"
                    + " configuration");
        }
        if (reply.contains("no password is set") || reply.contains("without any password configured")) {
            return setup(
                    redis + " has no password: remove the option password, or set one there (CONFIG SET requirepass"
                            + " PASSWORD)");
        }
        if (reply.contains("invalid password")) {
            return setup(redis + " does not accept the password: mend the option password");
        }
        if (reply.contains("unknown command") || reply.contains("unknown subcommand")) {
            return setup(redis + " lacks a command that the sink needs (a version below " + ServerFacts.OLDEST
                    + ", a proxy, or rename-command)");
        }
        return unexpected("ERR", redis);
    }

    private static CdcException unexpected(String code, String redis) {
        return new CdcException(ErrorKind.INTERNAL, redis + " refused a command with " + code);
    }

    private static CdcException connection(String message) {
        return new CdcException(ErrorKind.CONNECTION, message);
    }

    private static CdcException setup(String message) {
        return new CdcException(ErrorKind.SETUP, message);
    }
}
