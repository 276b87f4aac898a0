package dev.leat.capture.postgres.wire;

/**
 * The answer to IDENTIFY_SYSTEM: which cluster this is, and on which branch of its history.
 *
 * @param systemId unique per cluster, given by initdb
 * @param timeline rises with each promotion
 * @param flushLsn the end of what is durable there
 */
public record SystemIdentity(String systemId, int timeline, long flushLsn) {}
