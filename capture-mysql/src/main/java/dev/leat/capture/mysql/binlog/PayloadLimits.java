package dev.leat.capture.mysql.binlog;

/**
 * What a compressed transaction may become. It is inflated piece by piece, so that these bound time, not memory; but for its
 * largest event, which has to be whole.
 *
 * @param maxBytes of the transaction
 * @param maxRatio times its compressed bytes
 * @param maxEventBytes of one event in it
 */
public record PayloadLimits(long maxBytes, long maxRatio, int maxEventBytes) {
    /** 256 GiB, 30,000 times, 1 GiB: above what servers make, whose events end at max_allowed_packet. */
    public static final PayloadLimits DEFAULT = new PayloadLimits(1L << 38, 30_000, 1 << 30);
}
