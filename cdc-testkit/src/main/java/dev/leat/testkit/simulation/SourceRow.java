package dev.leat.testkit.simulation;

/**
 * The values of a row besides its key.
 *
 * @param version the number of the change that made the row; rises with every change of a key
 * @param text the number of the change that set it last, or {@link #NULL}; stands for a large value that the log may leave
 *     out of an update
 */
record SourceRow(long version, long text) {
    /** No value. */
    static final long NULL = -1;
}
