package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.wire.Lsn;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last position that was confirmed, stored on this side as {@code 2 <slot> <system id> <timeline> <LSN>
 * <LSN of the last commit> <its transaction>}.
 *
 * @param slot the slot that it belongs to
 * @param systemId the cluster that it belongs to
 * @param timeline the timeline at that time
 * @param confirmedLsn the position
 * @param commit the last commit before it, where that is known
 */
record Cursor(String slot, String systemId, int timeline, long confirmedLsn, LastCommit commit) {
    private static final String NAME = "cursor";
    private static final String FORMAT = "2";
    private static final String WITHOUT_COMMIT = "1";
    private static final int FIELDS = 7;
    private static final int FIELDS_WITHOUT_COMMIT = 5;

    /**
     * @throws CdcException SETUP when it is damaged or of a newer format
     */
    static Optional<Cursor> read(StateStore store) {
        return store.read(NAME).map(Cursor::decode);
    }

    void write(StateStore store) {
        store.write(NAME, toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param last the last commit that was received; {@link LastCommit#NONE}: none since the one that is known
     */
    Cursor at(long lsn, LastCommit last) {
        return new Cursor(slot, systemId, timeline, lsn, last.equals(LastCommit.NONE) ? commit : last);
    }

    private static Cursor decode(byte[] stored) {
        String text = new String(stored, StandardCharsets.UTF_8);
        String[] fields = text.split(" ", -1);
        boolean hasCommit = fields[0].equals(FORMAT);
        boolean isKnown = hasCommit || fields[0].equals(WITHOUT_COMMIT);
        if (!isKnown && fields[0].matches("[0-9]{1,9}")) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the stored cursor has format " + fields[0] + ", this version reads format " + FORMAT
                            + ": use the version that wrote it");
        }
        if (!isKnown || fields.length != (hasCommit ? FIELDS : FIELDS_WITHOUT_COMMIT)) {
            throw damaged(null);
        }
        try {
            return new Cursor(
                    fields[1],
                    fields[2],
                    Integer.parseInt(fields[3]),
                    Lsn.parse(fields[4]),
                    hasCommit
                            ? new LastCommit(Lsn.parse(fields[5]), Integer.parseUnsignedInt(fields[6]))
                            : LastCommit.NONE);
        } catch (IllegalArgumentException malformed) {
            throw damaged(malformed);
        }
    }

    private static CdcException damaged(@Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored cursor is damaged: bring the state folder back from a copy, or remove it and seed anew with"
                        + " `leat reseed FILE`",
                cause);
    }

    @Override
    public String toString() {
        return String.join(
                " ",
                FORMAT,
                slot,
                systemId,
                Integer.toString(timeline),
                Lsn.format(confirmedLsn),
                Lsn.format(commit.endLsn()),
                Integer.toUnsignedString(commit.xid()));
    }
}
