package dev.leat.acceptance.oracle;

/** What a target certainly holds of a ledger. */
@FunctionalInterface
public interface DurableLedger {
    /** Whether the rows {@code (client, from)} to {@code (client, to - 1)} are all durable in the target now. */
    boolean holds(int client, long from, long to);
}
