package dev.leat.testkit.simulation;

/**
 * What a target has for a key.
 *
 * @param row the values; meaningless when deleted
 * @param deleted whether only the version is kept
 * @param version of the change that was applied last
 * @param generation that was in force when it was written
 * @param schema the number of the schema that it was written with
 */
record StoredRow(SourceRow row, boolean deleted, Version version, int generation, int schema) {
    /** A text that nobody has written. */
    static final long MISSING = -2;

    private static final SourceRow NONE = new SourceRow(0, 0);

    static StoredRow tombstone(Version version, int generation) {
        return new StoredRow(NONE, true, version, generation, 0);
    }
}
