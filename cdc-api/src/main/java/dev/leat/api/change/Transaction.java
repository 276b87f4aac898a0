package dev.leat.api.change;

/**
 * A source transaction's identity, made from a view for code that keeps it longer than the batch.
 *
 * @param id the source's own name for it: a PostgreSQL xid, a MySQL GTID; empty for snapshot rows, and for messages that belong to none
 * @param sequence its place in commit order
 */
public record Transaction(String id, long sequence) {}
