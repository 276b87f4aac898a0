package dev.leat.capture.mysql.cursor;

import dev.leat.capture.mysql.log.LogEnd;
import dev.leat.capture.mysql.log.LogFiles;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.wire.LogFileBegin;
import dev.leat.capture.mysql.wire.ReplicaId;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * What a server says of its log.
 *
 * @param positioning how it says where a reader stands
 * @param server its UUID; MariaDB has none: its {@code server_uid} or, before that, id and data directory
 * @param end the end of the log, taken before {@code executed}
 * @param executed the transactions in the log, and those that were in it
 * @param purged MySQL: those of them that are not in it any more
 * @param files what is left of it
 */
public record ServerLog(
        Positioning positioning, String server, Place end, String executed, String purged, LogFiles files) {

    /** Asks the server. */
    public static ServerLog read(Session session) throws SQLException {
        Positioning positioning = positioning(session);
        LogFiles files = LogFiles.read(session);
        Place end = LogEnd.read(session);
        return switch (positioning) {
            case GTIDS ->
                new ServerLog(
                        positioning,
                        session.query("SELECT @@global.server_uuid"),
                        end,
                        session.query("SELECT REPLACE(@@global.gtid_executed, '\\n', '')"),
                        session.query("SELECT REPLACE(@@global.gtid_purged, '\\n', '')"),
                        files);
            case DOMAINS ->
                new ServerLog(
                        positioning,
                        mariaDb(session),
                        end,
                        session.query(
                                "SELECT COALESCE(BINLOG_GTID_POS('" + end.file() + "', " + end.offset() + "), '')"),
                        "",
                        files);
            case FILES -> new ServerLog(positioning, session.query("SELECT @@global.server_uuid"), end, "", "", files);
        };
    }

    /** When the file of a cursor's place was begun, in seconds since 1970; empty if the file is not there, or not known to the cursor. */
    public OptionalLong begun(Cursor cursor, Login login, ReplicaId replica) {
        boolean isThere =
                cursor.server().equals(server) && files.has(cursor.end().file());
        return isThere && cursor.fileBegun() > 0
                ? OptionalLong.of(LogFileBegin.read(login, replica, cursor.end().file()))
                : OptionalLong.empty();
    }

    /** How a server says where a reader of its log stands. */
    public static Positioning positioning(Session session) throws SQLException {
        if (session.version().isMariaDb()) {
            return Positioning.DOMAINS;
        }
        return session.query("SELECT @@global.gtid_mode").equals("ON") ? Positioning.GTIDS : Positioning.FILES;
    }

    /** Which server it is, as {@link #server}. */
    public static String server(Session session) throws SQLException {
        return session.version().isMariaDb() ? mariaDb(session) : session.query("SELECT @@global.server_uuid");
    }

    private static String mariaDb(Session session) throws SQLException {
        return session.query("SELECT COALESCE((SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_VARIABLES WHERE"
                + " VARIABLE_NAME = 'SERVER_UID'), CONCAT(@@global.server_id, '@', @@hostname, @@global.datadir))");
    }
}
