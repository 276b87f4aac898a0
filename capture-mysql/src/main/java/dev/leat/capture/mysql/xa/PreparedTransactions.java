package dev.leat.capture.mysql.xa;

import dev.leat.capture.mysql.log.Place;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that were prepared and not ended yet, by their names. What does not fit is forgotten, the events first: the log has it
 * still. Single-threaded.
 */
final class PreparedTransactions {
    private final long maxBytes;
    private final Map<String, Prepared> byXid = new LinkedHashMap<>();
    private long bytes;

    PreparedTransactions(PreparedLimits limits) {
        this.maxBytes = limits.maxKeptBytes();
    }

    /** Whether so many bytes more may be kept. */
    boolean haveRoomFor(long more) {
        return bytes + more <= maxBytes;
    }

    /** The transaction was prepared; one of its name before it had ended. */
    void put(String xid, Prepared prepared) {
        remove(xid);
        Prepared fitting = haveRoomFor(prepared.bytes()) ? prepared : prepared.placeOnly();
        byXid.put(xid, fitting);
        bytes += fitting.bytes();
        Iterator<Prepared> eldest = byXid.values().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    /** The transaction was found in the log; a later one of its name may be known. */
    void found(String xid, Place begin) {
        if (!byXid.containsKey(xid)) {
            put(xid, new Prepared(begin, null));
        }
    }

    /** The transaction ended. Null: nothing is known of it. */
    @Nullable
    Prepared remove(String xid) {
        Prepared removed = byXid.remove(xid);
        bytes -= removed == null ? 0 : removed.bytes();
        return removed;
    }
}
