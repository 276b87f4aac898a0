package dev.leat.capture.mysql.wire;

/** Where a dump begins. */
public sealed interface DumpStart {
    /**
     * At a place between two transactions of one server's log.
     *
     * @param offset in bytes, from 4 (the first event) to 2^32-1: the command has room for no more. A file is longer only behind
     *     a transaction that is: resume at that transaction's begin and skip it
     */
    record File(String name, long offset) implements DumpStart {
        public static final long FIRST_OFFSET = 4;
        public static final long MAX_OFFSET = 0xFFFF_FFFFL;

        public File {
            if (offset < FIRST_OFFSET || offset > MAX_OFFSET) {
                throw new IllegalArgumentException("a dump can't begin at byte " + offset);
            }
        }
    }

    /**
     * MySQL: behind these transactions.
     *
     * @param encodedSet as {@code GtidSet.encode} has it; owned by the receiver
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Gtids(byte[] encodedSet) implements DumpStart {}

    /**
     * MariaDB: behind the last transaction of each domain.
     *
     * @param position such as {@code 0-1-42,7-3-9}; empty: from the first transaction on
     */
    record DomainPositions(String position) implements DumpStart {
        public DomainPositions {
            for (int i = 0; i < position.length(); i++) {
                if ("0123456789-,".indexOf(position.charAt(i)) < 0) {
                    throw new IllegalArgumentException("not a list of domain-server-sequence");
                }
            }
        }
    }
}
