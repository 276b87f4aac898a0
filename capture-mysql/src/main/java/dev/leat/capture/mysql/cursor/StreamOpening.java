package dev.leat.capture.mysql.cursor;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.wire.DumpStart;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream begins.
 *
 * @param kind whether history is continued
 * @param cursor what is to be stored before anything is delivered
 */
public record StreamOpening(StreamStart.Kind kind, Cursor cursor) {
    /**
     * Chooses it.
     *
     * @param stored null when there is none
     * @param missing what {@link ResumeCheck} says of the stored one
     * @throws CdcException GAP if something is missing and may not be
     */
    public static StreamOpening of(@Nullable Cursor stored, ServerLog log, Optional<String> missing, LiveMode mode) {
        if (stored == null) {
            return new StreamOpening(StreamStart.Kind.FRESH, atEnd(log, log.server(), firstOrder(log)));
        }
        if (missing.isEmpty()) {
            return new StreamOpening(
                    StreamStart.Kind.RESUMED, stored.server().equals(log.server()) ? stored : moved(stored, log));
        }
        if (mode == LiveMode.RESUME) {
            throw gap(missing.get(), stored, log, null);
        }
        // the places of a log that was reset begin anew: sinks compare what comes with what they have
        LogOrder order = LogOrder.behind(stored.sequence(), log.files().firstNumber());
        boolean isSameServer = stored.server().equals(log.server());
        return new StreamOpening(
                StreamStart.Kind.FRESH, atEnd(log, isSameServer ? stored.lineage() : log.server(), order));
    }

    /** The server itself refused to go on from here. */
    public CdcException refused(CdcException refusal, ServerLog log) {
        String said = String.valueOf(refusal.getMessage());
        return gap(said.endsWith(".") ? said.substring(0, said.length() - 1) : said, cursor, log, refusal);
    }

    private static CdcException gap(String reason, Cursor cursor, ServerLog log, @Nullable CdcException cause) {
        return new CdcException(
                ErrorKind.GAP,
                reason + "; the pipeline was at " + cursor.position() + ", the server's log is at " + log.end(),
                cause);
    }

    /** At the present of a server, for somebody who only looks. */
    public static StreamOpening present(ServerLog log) {
        return new StreamOpening(StreamStart.Kind.FRESH, atEnd(log, log.server(), firstOrder(log)));
    }

    private static LogOrder firstOrder(ServerLog log) {
        return new LogOrder(log.files().firstNumber(), 0);
    }

    /**
     * With GTIDs, what is in the log and not yet executed is still to come: it lies before the log's end, in the last file, as a
     * server begins a new one only when all in the one before is.
     */
    private static Cursor atEnd(ServerLog log, String lineage, LogOrder order) {
        Place end = log.positioning() == Positioning.GTIDS
                ? new Place(log.end().file(), DumpStart.File.FIRST_OFFSET)
                : log.end();
        return new Cursor(log.positioning(), lineage, log.server(), order, order.at(end), end, end, 0, log.executed());
    }

    /** The same transactions in another server's log, whose places are not known yet. */
    private static Cursor moved(Cursor stored, ServerLog log) {
        LogOrder order = LogOrder.behind(stored.sequence(), log.files().firstNumber());
        Place begin = log.files().first();
        return new Cursor(
                stored.positioning(),
                stored.lineage(),
                log.server(),
                order,
                stored.sequence(),
                begin,
                begin,
                0,
                stored.executed());
    }

    /** The same, with when the file was begun in which it begins, in seconds since 1970. */
    public StreamOpening inFileBegun(long fileBegun) {
        return new StreamOpening(
                kind,
                new Cursor(
                        cursor.positioning(),
                        cursor.lineage(),
                        cursor.server(),
                        cursor.order(),
                        cursor.sequence(),
                        cursor.end(),
                        cursor.resume(),
                        fileBegun,
                        cursor.executed()));
    }

    /** How the stream says that it began. */
    public StreamStart start() {
        return new StreamStart(kind, cursor.position());
    }

    /** What the dump is asked for. */
    public DumpStart dump() {
        return switch (cursor.positioning()) {
            case GTIDS -> new DumpStart.Gtids(GtidSet.parse(cursor.executed()).encode());
            case DOMAINS -> new DumpStart.DomainPositions(cursor.executed());
            case FILES -> {
                Place at = cursor.isBeyondDump() ? cursor.resume() : cursor.end();
                yield new DumpStart.File(at.file(), at.offset());
            }
        };
    }
}
