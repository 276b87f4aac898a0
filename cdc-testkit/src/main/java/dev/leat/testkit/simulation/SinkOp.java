package dev.leat.testkit.simulation;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.Operation;

/**
 * One change as a target gets it.
 *
 * @param table which table, by index
 * @param key the key's values joined by colons; empty for a TRUNCATE
 * @param keyNumber the number that is the key; -1 where all columns stand in for one, and for a TRUNCATE
 * @param row the values; for an update that leaves the text alone, {@link StoredRow#MISSING} stands for it
 * @param number the source's number of the change; of a read row, of the change that made it
 * @param generation the table's when the write was made
 * @param schema the number of the schema that the change has
 * @param server the number of the source's server that it came from
 */
record SinkOp(
        int table,
        Operation operation,
        String key,
        int keyNumber,
        SourceRow row,
        Version version,
        long number,
        int generation,
        int schema,
        int server) {
    /** Whether a read brought it: a row, or the statement that there is none. */
    boolean isRead() {
        return version.ordinal() == ChangeBatch.READ_ORDINAL;
    }

    boolean isTruncate() {
        return operation == Operation.TRUNCATE;
    }

    /** Tells a read row and a change of the log apart. */
    long offer() {
        return 2 * number + (isRead() ? 1 : 0);
    }

    @Override
    public String toString() {
        String values = operation == Operation.DELETE || isTruncate() ? "" : " v=" + row.version() + " t=" + row.text();
        return operation.text() + " t" + table + "/" + key + values + " @" + version.sequence() + "."
                + (isRead() ? "max" : version.ordinal());
    }
}
