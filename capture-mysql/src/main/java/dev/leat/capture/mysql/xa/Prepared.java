package dev.leat.capture.mysql.xa;

import dev.leat.capture.mysql.binlog.BinlogFormat;
import dev.leat.capture.mysql.log.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that was prepared.
 *
 * @param begin where it begins in the log
 * @param kept its events; null: they are to be read from the log
 */
record Prepared(Place begin, @Nullable Kept kept) {
    /** What is needed to remember a transaction at all: its name, its place, and a map's entry. */
    private static final int ENTRY_BYTES = 384;

    /** How much memory it takes. */
    long bytes() {
        return ENTRY_BYTES + (kept == null ? 0 : kept.bytes());
    }

    /** The same without its events. */
    Prepared placeOnly() {
        return new Prepared(begin, null);
    }

    /**
     * Events as the log has them, from the one that begins the transaction to the one that prepares it.
     *
     * @param format of the log
     * @param bytes how much memory they take
     */
    record Kept(BinlogFormat format, List<byte[]> events, long bytes) {
        /** What an array takes beside its bytes, and its place in a list. */
        static final int EVENT_BYTES = 24;
    }
}
