package dev.leat.core.engine.decision;

/**
 * The rules that seeding, confirming and writing rest on. Each can be switched off in test builds, so that the simulation
 * shows that it notices.
 */
public enum Rule {
    /** A chunk counts only when it saw every transaction that was writing the table when the stream began. */
    S1,
    /** That barrier is taken after the table was added to the publication. */
    S2,
    /** A chunk locks its table before it takes its snapshot. */
    S3,
    /** A partial change that a chunk has not seen is laid over the buffered row; only whole rows and deletes evict it. */
    S4,
    /** A row whose unchanged columns nobody has is read by its key before its transaction is durable. */
    S5,
    /** Changes delivered before a chunk was requested must be in it; those delivered since are replayed onto it. */
    S6,
    /** A chunk's log position is taken after its snapshot. */
    S7,
    /** Snapshot rows are released only between transactions. */
    S8,
    /** Snapshot rows go through the lane of their key. */
    S9,
    /** A new stream connection drops all chunks that are not durable yet. */
    S10,
    /** A TRUNCATE that a chunk has not seen empties it. */
    S11,
    /** Seeding goes on from its progress only within the epoch that made it. */
    S12,
    /** No write of a table is under way while its seeding begins or completes. */
    S13,
    /** A sink whose marks are older than the stream's start has missed changes. */
    S14,
    /**
     * Of a table that is read in the order of its storage, a partial change is completed by its key: its row may have moved
     * past the read.
     */
    S15,
    /** Such a table is complete only when the rows that were read by their keys are durable. */
    S16,
    /** Acks count for the connection that delivered, and no other. */
    C1,
    /** A keepalive takes its place in receive order, and counts for nothing inside a transaction. */
    C2,
    /** The cursor is stored before the server is told. */
    C3,
    /** A deferrable key identifies no row. */
    C4,
    /** A transaction's sequence is the start of its commit record, its position the end. */
    C5,
    /** Only a whole row or a delete makes an earlier change of its key superfluous. */
    E1,
    /** Each half of a key change goes through the lane of its own key. */
    E2,
    /** A TRUNCATE waits for all earlier writes and holds back all later ones. */
    E3,
    /** A failed write is sent again only through a new writer. */
    E4,
    /** A refused change is a durable dead letter before its write counts. */
    D1,
    /** Where rows are found by key, a dead letter's row is read anew, and what was refused is not written again. */
    D2,
    /** Rows that changed because their columns did are read once more. */
    T1,
    /** Columns are settled, so that they are not noticed again, when all rows have them and nothing older comes again. */
    T2
}
