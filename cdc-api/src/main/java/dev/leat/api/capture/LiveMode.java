package dev.leat.api.capture;

/** Whether a stream may begin behind a break in history. */
public enum LiveMode {
    /** Only where it was left; a break is a GAP. */
    RESUME,
    /**
     * A reseed of every table was asked for: where the stored cursor can't be continued, set up again and begin at the
     * present.
     */
    RESEED
}
