package dev.leat.api.capture;

import dev.leat.api.Position;

/**
 * How a stream began.
 *
 * @param kind whether history is continued
 * @param position everything that commits behind it is delivered
 */
public record StreamStart(Kind kind, Position position) {
    /** Whether history is continued. */
    public enum Kind {
        /** Behind the last confirmed position: nothing is missing. */
        RESUMED,
        /** At the present: what was committed before is only in the tables. */
        FRESH
    }
}
