package dev.leat.capture.postgres.catalog;

/**
 * How far the log was at one time.
 *
 * @param insertLsn where the next record goes
 * @param micros of the server's clock; only differences mean something
 */
public record WalSample(long insertLsn, long micros) {}
