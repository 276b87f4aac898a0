package dev.leat.capture.mysql.gtid;

/** A text or an encoding that is no set of GTIDs. */
public final class GtidFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Positions count from 0, in characters of a text and bytes of an encoding. */
    GtidFormatException(String expected, int position) {
        super("no GTID set: expected " + expected + " at position " + position);
    }
}
