package dev.leat.sink.elasticsearch;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeCursor;

/**
 * A change's place in the source's history as one number, in the order of the history:
 *
 * <pre>
 * bit 62..57  epoch
 * bit 56..11  sequence divided by the source's step (PostgreSQL: LSN/8, good for 512 TiB of log)
 * bit 10..0   ordinal in the transaction, at most 2047
 * </pre>
 *
 * <p>Changes of one transaction past its ordinal 2047, and the snapshot rows read behind it, share a version: between them
 * the order of sending decides, so they are never sent out of order.
 */
final class Version {
    static final int MAX_EPOCH = 63;
    static final int SATURATED = 2047;

    private static final int ORDINAL_BITS = 11;
    private static final int SEQUENCE_BITS = 46;
    private static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

    private Version() {}

    /**
     * Packs a version.
     *
     * @param sequence unsigned
     * @param step what every sequence is a multiple of
     * @throws CdcException SETUP when the target's numbers do not reach so far
     */
    static long pack(long epoch, long sequence, int step, int ordinal) {
        long place = step == 1 ? sequence : Long.divideUnsigned(sequence, step);
        if (epoch < 0 || epoch > MAX_EPOCH || Long.compareUnsigned(place, MAX_SEQUENCE) > 0) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "epoch " + epoch + " with sequence " + Long.toUnsignedString(sequence)
                            + " does not fit into a document's version (epochs up to " + MAX_EPOCH
                            + "): give the pipeline another name, remove its indices and seed anew");
        }
        return epoch << (SEQUENCE_BITS + ORDINAL_BITS) | place << ORDINAL_BITS | Math.min(ordinal, SATURATED);
    }

    /** The version of the change that the cursor stands on. */
    static long of(ChangeCursor change, long epoch, int step) {
        return pack(epoch, change.sequence(), step, change.ordinal());
    }
}
