package dev.leat.capture.mysql.binlog;

/** What {@link BinlogDecoder#decode} has made of an event. */
public enum Decoded {
    /** Nothing to deliver. */
    OTHER,
    /** {@link BinlogDecoder#gtid} names the transaction that follows. */
    GTID,
    /** A transaction begins: the caller begins it in the builder. */
    BEGIN,
    /** An XA transaction begins, which is prepared at its end, or committed at once. */
    XA_BEGIN,
    /** Rows, or what announces them, that are not wanted here: see {@link RowSelection}. */
    WITHHELD,
    /** Changes were added to the batch, or counted and left out. */
    CHANGE,
    /** The transaction ended: the caller commits it in the builder. */
    COMMIT,
    /** The transaction ended, and its changes have to be taken back. */
    ROLLBACK,
    /** What the transaction changed since a savepoint has to be taken back. */
    ROLLBACK_TO_SAVEPOINT,
    /** The transaction was prepared under {@link BinlogDecoder#xid}; its changes count when that is committed. */
    XA_PREPARED,
    /** The XA transaction {@link BinlogDecoder#xid} ended and was committed without being prepared. */
    XA_COMMITTED_AT_ONCE,
    /** The prepared transaction {@link BinlogDecoder#xid} was committed. */
    XA_COMMITTED,
    /** The prepared transaction {@link BinlogDecoder#xid} was rolled back. */
    XA_ROLLED_BACK,
    /**
     * A statement that is no transaction control: outside of a transaction it is one by itself (DDL and the like), inside one
     * it creates the table that is filled next. What tables look like may be different behind it.
     */
    FENCE,
    /** A statement that changed rows and was logged in place of them: nobody can tell which. */
    STATEMENT,
    /** A compressed transaction: {@link BinlogDecoder#decodeNext} decodes what is in it. */
    PAYLOAD,
    /** The log goes on in {@link BinlogDecoder#file} at {@link BinlogDecoder#position}. */
    ROTATE,
    /** The server has nothing to send; the log is at {@link BinlogDecoder#position}. */
    HEARTBEAT,
    /** The server was stopped. */
    STOP,
    /** The server says that its log lost events. */
    INCIDENT
}
