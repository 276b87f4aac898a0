package dev.leat.capture.mysql.cursor;

import dev.leat.capture.mysql.gtid.DomainPositions;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.Positioning;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether a server's log goes on where a cursor stands. Decides from what the server says; asks nothing. */
public final class ResumeCheck {
    private ResumeCheck() {}

    /**
     * What is missing between the cursor and the log; empty if nothing is.
     *
     * @param fileBegun when the file of the cursor's place was begun on this server, in seconds since 1970; empty if it is not there
     */
    public static Optional<String> missing(Cursor cursor, ServerLog log, OptionalLong fileBegun) {
        if (cursor.positioning() != log.positioning()) {
            return Optional.of("the pipeline was at " + cursor.position() + ", and the server now tells positions as "
                    + log.positioning().text());
        }
        if (cursor.server().equals(log.server())) {
            Optional<String> other = otherLog(cursor, log, fileBegun);
            if (other.isPresent()) {
                return other;
            }
        } else if (cursor.positioning() == Positioning.FILES) {
            return Optional.of("the server is another one (" + log.server() + ", not " + cursor.server()
                    + "), whose log has other places, and has no GTIDs to find " + cursor.position() + " by");
        }
        return switch (cursor.positioning()) {
            case GTIDS -> missingOf(cursor, GtidSet.parse(log.executed()), GtidSet.parse(log.purged()));
            case DOMAINS -> missingOf(cursor, DomainPositions.parse(log.executed()));
            case FILES -> Optional.empty();
        };
    }

    /** The log of the same server was reset and has grown again, or was replaced by an older one. */
    private static Optional<String> otherLog(Cursor cursor, ServerLog log, OptionalLong fileBegun) {
        boolean isGone = !log.files().has(cursor.end().file());
        if (isGone && cursor.positioning() == Positioning.FILES) {
            return Optional.of("the pipeline was at " + cursor.end() + ", and the server has " + log.files());
        }
        if (cursor.end().compareTo(log.end()) > 0) {
            return Optional.of("the pipeline was at " + cursor.end() + ", and the server's log ends at " + log.end());
        }
        if (isGone) {
            return Optional.empty();
        }
        if (!log.files().contain(cursor.end())) {
            return Optional.of("the pipeline was at " + cursor.end() + ", behind the end of that file");
        }
        if (fileBegun.isPresent() && cursor.fileBegun() > 0 && fileBegun.getAsLong() != cursor.fileBegun()) {
            return Optional.of("the pipeline was at " + cursor.end()
                    + ", and the file of that name is another one now: the server's log was reset");
        }
        return Optional.empty();
    }

    private static Optional<String> missingOf(Cursor cursor, GtidSet executed, GtidSet purged) {
        GtidSet delivered = GtidSet.parse(cursor.executed());
        if (!executed.contains(delivered)) {
            return Optional.of("the server does not have " + delivered.minus(executed)
                    + ", which was delivered: its history is another one");
        }
        GtidSet lost = purged.minus(delivered);
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of("the server has purged " + lost + " from its log, which was not delivered");
    }

    private static Optional<String> missingOf(Cursor cursor, DomainPositions inLog) {
        DomainPositions delivered = DomainPositions.parse(cursor.executed());
        return inLog.contains(delivered)
                ? Optional.empty()
                : Optional.of("the server's log is at " + inLog + " and does not have all of " + delivered
                        + ", which was delivered: its history is another one");
    }
}
