package dev.leat.capture.postgres.pgoutput;

/** What {@link PgOutputDecoder#decode} has made of a message. */
public enum Decoded {
    /** A transaction begins. */
    BEGIN,
    /** A row, a TRUNCATE, or a message of a transaction was added to the batch. */
    CHANGE,
    /**
     * The transaction ended at {@link PgOutputDecoder#commitEndLsn}; or a message that belongs to none, and is one by itself, was
     * added to the batch and ends there.
     */
    COMMIT,
    /**
     * Nothing was decoded, because a TRUNCATE is alone in its batch and either this message is one or the batch holds
     * one: build the batch, then decode the same message again.
     */
    BOUNDARY,
    /** A table was announced. */
    RELATION,
    /** Nothing to deliver: a change of a table or a message that is not captured, an origin, a type. */
    OTHER
}
