package dev.leat.capture.postgres.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.Arrays;

/**
 * What {@code pg_current_snapshot()} prints: {@code xmin:xmax:xip,xip}. Its numbers have 64 bits; those in the log have 32,
 * and are extended to the nearest one that the snapshot could mean.
 */
final class VisibleTransactions {
    private final long xmax;
    private final long[] inProgress;

    private VisibleTransactions(long xmax, long[] inProgress) {
        this.xmax = xmax;
        this.inProgress = inProgress;
    }

    static VisibleTransactions parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 3) {
                long[] running = parts[2].isEmpty()
                        ? new long[0]
                        : Arrays.stream(parts[2].split(",", -1))
                                .mapToLong(Long::parseLong)
                                .toArray();
                Arrays.sort(running);
                return new VisibleTransactions(Long.parseLong(parts[1]), running);
            }
        } catch (NumberFormatException malformed) {
            throw new CdcException(ErrorKind.DECODE, "not a snapshot: " + text, malformed);
        }
        throw new CdcException(ErrorKind.DECODE, "not a snapshot: " + text);
    }

    /** Whether the snapshot sees what the transaction with these lower 32 bits of its id did, if it committed. */
    boolean contains(long xid32) {
        long xid = extend(xid32);
        return xid < xmax && Arrays.binarySearch(inProgress, xid) < 0;
    }

    /** Ids in use never lie further than 2^31 apart. */
    long extend(long xid32) {
        long xid = (xmax & ~0xFFFF_FFFFL) | (xid32 & 0xFFFF_FFFFL);
        if (xid - xmax > 1L << 31) {
            xid -= 1L << 32;
        } else if (xmax - xid > 1L << 31) {
            xid += 1L << 32;
        }
        return xid;
    }
}
