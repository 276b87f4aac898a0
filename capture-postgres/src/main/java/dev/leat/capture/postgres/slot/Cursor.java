package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.wire.Lsn;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last position that was confirmed, stored on this side as {@code 1 <slot> <system id> <timeline> <LSN>}.
 *
 * @param slot the slot that it belongs to
 * @param systemId the cluster that it belongs to
 * @param timeline the timeline at that time
 * @param confirmedLsn the position
 */
record Cursor(String slot, String systemId, int timeline, long confirmedLsn) {
    private static final String NAME = "cursor";
    private static final String FORMAT = "1";
    private static final int FIELDS = 5;

    /**
     * @throws CdcException SETUP when it is damaged or of a newer format
     */
    static Optional<Cursor> read(StateStore store) {
        return store.read(NAME).map(Cursor::decode);
    }

    void write(StateStore store) {
        store.write(NAME, toString().getBytes(StandardCharsets.UTF_8));
    }

    Cursor at(long lsn) {
        return new Cursor(slot, systemId, timeline, lsn);
    }

    private static Cursor decode(byte[] stored) {
        String text = new String(stored, StandardCharsets.UTF_8);
        String[] fields = text.split(" ", -1);
        if (!fields[0].equals(FORMAT) && fields[0].matches("[0-9]{1,9}")) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the stored cursor has format " + fields[0] + ", this version reads format " + FORMAT
                            + ": use the version that wrote it");
        }
        if (fields.length != FIELDS || !fields[0].equals(FORMAT)) {
            throw damaged(null);
        }
        try {
            return new Cursor(fields[1], fields[2], Integer.parseInt(fields[3]), Lsn.parse(fields[4]));
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
        return String.join(" ", FORMAT, slot, systemId, Integer.toString(timeline), Lsn.format(confirmedLsn));
    }
}
