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

    static Optional<Cursor> read(StateStore store) {
        return store.read(NAME).map(Cursor::decode);
    }

    void write(StateStore store) {
        String text = String.join(" ", FORMAT, slot, systemId, Integer.toString(timeline), Lsn.format(confirmedLsn));
        store.write(NAME, text.getBytes(StandardCharsets.UTF_8));
    }

    Cursor at(long lsn) {
        return new Cursor(slot, systemId, timeline, lsn);
    }

    private static Cursor decode(byte[] stored) {
        String[] parts = new String(stored, StandardCharsets.UTF_8).split(" ", -1);
        try {
            if (parts.length == 5 && parts[0].equals(FORMAT)) {
                return new Cursor(parts[1], parts[2], Integer.parseInt(parts[3]), Lsn.parse(parts[4]));
            }
        } catch (IllegalArgumentException malformed) {
            throw unreadable(malformed);
        }
        throw unreadable(null);
    }

    private static CdcException unreadable(@Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored cursor is not in a form that this version reads; use the version that wrote it",
                cause);
    }
}
