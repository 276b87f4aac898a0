package org.example.ticker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.state.StateStore;
import java.util.Optional;

/**
 * The last confirmed row, in the pipeline's state. It moves to confirmed positions only and never back: what lies behind
 * it may not be durable in some sink, what lies before it will never be delivered again.
 */
final class Cursor {
    private static final String NAME = "ticker-cursor";

    private final StateStore state;
    private long stored = -1;

    Cursor(StateStore state) {
        this.state = state;
    }

    /** Empty on the first start. */
    synchronized Optional<Position> read() {
        Optional<Position> position = state.read(NAME).map(Cursor::position);
        position.ifPresent(there -> stored = Math.max(stored, there.sequence()));
        return position;
    }

    /** Durable when it returns. */
    synchronized void store(Position position) {
        if (position.sequence() > stored) {
            state.write(NAME, position.text().getBytes(US_ASCII));
            stored = position.sequence();
        }
    }

    /** The place behind row {@code n}, whose transaction has the sequence n; before the first row for 0. */
    static Position behind(long n) {
        return new Position(n + 1, Long.toString(n));
    }

    /** The last row before a place. */
    static long rowBefore(Position position) {
        return position.sequence() - 1;
    }

    private static Position position(byte[] value) {
        try {
            return behind(Long.parseUnsignedLong(new String(value, US_ASCII)));
        } catch (NumberFormatException e) {
            // the store has checked that these are the bytes which were written, so another program wrote them
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the value " + NAME + " in the pipeline's state is no row number; run the release that wrote it",
                    e);
        }
    }
}
