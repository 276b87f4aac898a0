package dev.leat.capture.mysql.binlog;

/**
 * The end of an XA transaction ({@code XA_prepare_event} in MySQL's {@code libs/mysql/binlog/event/control_events.h}).
 *
 * <pre>
 *   Int8    one_phase: 1 it is committed, not prepared
 *   Int32   format id
 *   Int32   length of the transaction's part | Int32 length of the branch's part | both
 * </pre>
 *
 * @param xid its name as the statements have it that end it: {@code X'67',X'',1}
 * @param isOnePhase whether it was committed without being prepared first
 */
record XaPrepareEvent(String xid, boolean isOnePhase) {
    /** @param reader stands behind the header */
    static XaPrepareEvent decode(EventReader reader) {
        int onePhase = reader.u8("one_phase");
        int formatId = reader.i32("format id");
        int transactionLength = reader.i32("length of the transaction's part");
        int branchLength = reader.i32("length of the branch's part");
        String transaction = hex(reader, transactionLength, "transaction's part");
        String branch = hex(reader, branchLength, "branch's part");
        return new XaPrepareEvent("X'" + transaction + "',X'" + branch + "'," + formatId, onePhase != 0);
    }

    private static String hex(EventReader reader, int length, String field) {
        int at = reader.slice(length, field);
        StringBuilder text = new StringBuilder(2 * length);
        for (int i = at; i < at + length; i++) {
            int octet = reader.buffer()[i] & 0xFF;
            text.append(Character.forDigit(octet >> 4, 16)).append(Character.forDigit(octet & 0xF, 16));
        }
        return text.toString();
    }
}
