package dev.leat.capture.postgres.wire;

import java.net.ProtocolException;

/** A message that would take more memory than there is for one. */
public final class MessageTooLargeException extends ProtocolException {
    private static final long serialVersionUID = 1;

    /** Up to the OID of the relation in a pgoutput message about a row: what the message is about, as far as it says. */
    static final int HEAD_BYTES = 5 + CopyBothStream.XLOG_DATA_HEADER_BYTES + 5;

    private final int length;
    private final int relation;

    /**
     * @param length of the message
     * @param relation the OID of the table whose row it has; 0: it is about something else
     */
    MessageTooLargeException(int length, int limit, int relation) {
        super("a message of " + length + " bytes is longer than the limit of " + limit);
        this.length = length;
        this.relation = relation;
    }

    /** Its length in bytes. */
    public int length() {
        return length;
    }

    /** The OID of the table whose row it has; 0: it is about something else. */
    public int relation() {
        return relation;
    }
}
