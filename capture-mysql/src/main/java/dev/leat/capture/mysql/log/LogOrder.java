package dev.leat.capture.mysql.log;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;

/**
 * Numbers the places of a server's log in the order of commits, as positions and sequences need it. Whoever knows a place knows
 * its number, on any connection, without having read what lies before it. Immutable.
 *
 * <pre>
 *   20 bits  log file, counted from the first one that the pipeline may read of this server
 *   26 bits  offset / 32, of 2 GiB
 * </pre>
 *
 * A transaction has more than 64 bytes in a log: no two begin at one number, and between two there is one more for the rows that
 * are read there. A server begins a new file when one has 1 GiB, or behind a transaction that is larger; only transactions that
 * were committed together with such a one may begin beyond 2 GiB.
 *
 * @param firstFile the number of the file that is counted as none
 * @param base what is added: where another server's log was left, or 0
 */
public record LogOrder(long firstFile, long base) {
    /** Bytes that have one number. */
    public static final int UNIT_BYTES = 32;

    private static final int FILE_SHIFT = 26;
    private static final long MAX_UNITS = (1L << FILE_SHIFT) - 1;

    /** The number of a place between two transactions; of all places beyond 2 GiB in a file it is the file's last. */
    public long at(Place place) {
        return fileBase(place) + Math.min(place.offset() / UNIT_BYTES, MAX_UNITS);
    }

    /**
     * The number of a transaction that begins there.
     *
     * @throws CdcException SETUP if it can't have one of its own
     */
    public long ofTransaction(Place begin) {
        if (begin.offset() / UNIT_BYTES >= MAX_UNITS) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "a transaction begins at " + begin
                            + ", behind 2 GiB of its log file: set binlog_transaction_compression"
                            + " or make transactions smaller, then seed the tables anew with `leat reseed FILE`");
        }
        return at(begin);
    }

    /** The order of the log of a server that takes the place of the one before: all of it behind {@code last}. */
    public static LogOrder behind(long last, long firstFile) {
        return new LogOrder(firstFile, ((last >>> FILE_SHIFT) + 1) << FILE_SHIFT);
    }

    private long fileBase(Place place) {
        long files = place.number() - firstFile;
        if (files < 0) {
            throw new CdcException(
                    ErrorKind.SOURCE_CHANGED, "the log is at " + place.file() + ", before the files that it had");
        }
        return base + (files << FILE_SHIFT);
    }
}
