package dev.leat.capture.mysql.cursor;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.gtid.DomainPositions;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.wire.DumpStart;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline came, stored as one value: a line each for the format, {@link Positioning}, the lineage, the server, the
 * order of its log, the position's number, the last place, the place to resume at, when the file was begun, and the transactions.
 *
 * @param lineage the server that the pipeline began with: the others took its place
 * @param server the server whose log the places are in
 * @param order of that log
 * @param sequence the position's number in that order
 * @param end where the last delivered transaction ended
 * @param resume where that transaction began: where a dump by file begins if it can't begin at {@code end}
 * @param fileBegun when {@code end}'s file was begun, in seconds since 1970: of two files of one name, it tells which
 * @param executed the transactions, as {@link Executed#transactions} has them
 */
public record Cursor(
        Positioning positioning,
        String lineage,
        String server,
        LogOrder order,
        long sequence,
        Place end,
        Place resume,
        long fileBegun,
        String executed) {
    private static final String NAME = "cursor";
    private static final String FORMAT = "1";
    private static final int LINES = 13;

    /**
     * The cursor stored last.
     *
     * @throws CdcException SETUP when it is damaged or of a newer format
     */
    public static Optional<Cursor> read(StateStore store) {
        return store.read(NAME).map(Cursor::decode);
    }

    /** Stores it durably. */
    public void write(StateStore store) {
        String text = String.join(
                "\n",
                FORMAT,
                positioning.name(),
                lineage,
                server,
                Long.toString(order.firstFile()),
                Long.toString(order.base()),
                Long.toString(sequence),
                end.file(),
                Long.toString(end.offset()),
                resume.file(),
                Long.toString(resume.offset()),
                Long.toString(fileBegun),
                executed);
        store.write(NAME, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same further on. */
    Cursor at(Committed passed) {
        return new Cursor(
                positioning,
                lineage,
                server,
                order,
                passed.sequence(),
                passed.end(),
                passed.begin(),
                passed.fileBegun(),
                passed.executed());
    }

    /** Whether a dump by file and offset can't begin at {@link #end}: it begins in front of the last transaction instead. */
    public boolean isBeyondDump() {
        return positioning == Positioning.FILES && end.offset() > DumpStart.File.MAX_OFFSET;
    }

    /** The position it stands for. */
    public Position position() {
        return new Position(sequence, Executed.of(positioning, executed).text(end));
    }

    private static Cursor decode(byte[] stored) {
        String[] lines = new String(stored, StandardCharsets.UTF_8).split("\n", -1);
        if (!lines[0].equals(FORMAT) && lines[0].matches("[0-9]{1,9}")) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the stored cursor has format " + lines[0] + ", this version reads format " + FORMAT
                            + ": use the version that wrote it");
        }
        if (lines.length != LINES || !lines[0].equals(FORMAT)) {
            throw damaged(null);
        }
        try {
            Cursor cursor = new Cursor(
                    Positioning.valueOf(lines[1]),
                    lines[2],
                    lines[3],
                    new LogOrder(Long.parseLong(lines[4]), Long.parseLong(lines[5])),
                    Long.parseLong(lines[6]),
                    new Place(lines[7], Long.parseLong(lines[8])),
                    new Place(lines[9], Long.parseLong(lines[10])),
                    Long.parseLong(lines[11]),
                    lines[12]);
            cursor.requireTransactions();
            return cursor;
        } catch (IllegalArgumentException malformed) {
            throw damaged(malformed);
        }
    }

    private void requireTransactions() {
        switch (positioning) {
            case GTIDS -> GtidSet.parse(executed);
            case DOMAINS -> DomainPositions.parse(executed);
            case FILES -> {
                if (!executed.isEmpty()) {
                    throw new IllegalArgumentException("transactions in a cursor of places");
                }
            }
        }
    }

    private static CdcException damaged(@Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored cursor is damaged: bring the state folder back from a copy, or remove it and seed anew with"
                        + " `leat reseed FILE`",
                cause);
    }
}
