package dev.leat.capture.mysql.binlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.DecodeException;
import java.util.UUID;

/**
 * The name of a transaction, from the event in front of it. A view that the decoder uses again for the next one.
 *
 * <p>GTID and anonymous GTID ({@code Gtid_event} in MySQL's {@code libs/mysql/binlog/event/control_events.h}); UUID and it alone
 * has the highest byte first. Before MySQL 5.7 the event ends behind {@code gno}.
 *
 * <pre>
 *   Int8    gtid_flags: 1 may have statements in place of rows
 *   Byte16  uuid
 *   Int64   gno
 *   Int8    2: what follows is there
 *   Int64   last_committed
 *   Int64   sequence_number
 *   Int56   immediate_commit_timestamp, microseconds since 1970; highest bit: the next one is there
 *   Int56   original_commit_timestamp
 *   packed  transaction_length
 *   Int32   server versions, ...
 * </pre>
 *
 * <p>MariaDB's ({@code Gtid_log_event} in {@code sql/log_event.h}); the server is that of the event's header.
 *
 * <pre>
 *   Int64   seq_no
 *   Int32   domain_id
 *   Int8    flags2: 1 standalone, 2 group commit, 4 transactional, 8 may be applied in parallel, 16 waited,
 *           32 DDL, 64 prepared XA, 128 completed XA
 *   Int64   with flag 2: commit_id
 * </pre>
 *
 * <p>A tagged GTID is written as {@link TaggedGtid} says.
 */
public final class Gtid {
    /** What names a transaction. */
    public enum Kind {
        /** The server has no GTIDs, or none was seen yet. */
        NONE,
        /** MySQL without GTIDs. */
        ANONYMOUS,
        /** MySQL: UUID, maybe a tag, number. */
        MYSQL,
        /** MariaDB: domain, server, number. */
        MARIADB
    }

    static final int MAX_TEXT_LENGTH = 36 + 1 + 32 + 1 + 20;
    private static final int HAS_COMMIT_TIMES = 2;
    private static final long ORIGINAL_TIME_FOLLOWS = 1L << 55;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private static final int STANDALONE = 1;
    private static final int DDL = 32;
    private static final int PREPARED_XA = 64;

    Kind kind = Kind.NONE;
    long uuidHigh;
    long uuidLow;
    String tag = "";
    long number;
    long domain;
    long server;
    int flags;
    long commitMicros;
    long lastCommitted;
    long sequenceNumber;
    long transactionLength;

    Gtid() {}

    /** What kind of name it is. */
    public Kind kind() {
        return kind;
    }

    /** The server that committed it first; only of {@link Kind#MYSQL}. */
    public UUID uuid() {
        return new UUID(uuidHigh, uuidLow);
    }

    /** The upper half of {@link #uuid}. */
    public long uuidHigh() {
        return uuidHigh;
    }

    /** The lower half of {@link #uuid}. */
    public long uuidLow() {
        return uuidLow;
    }

    /** The tag; empty for none. */
    public String tag() {
        return tag;
    }

    /** {@code gno}, or MariaDB's sequence number, which is unsigned. */
    public long number() {
        return number;
    }

    /** MariaDB's replication domain. */
    public long domain() {
        return domain;
    }

    /** The id of the server that committed it first; only of {@link Kind#MARIADB}. */
    public long server() {
        return server;
    }

    /** When it was committed on the server that is read, in microseconds since 1970; to the second on old servers and MariaDB. */
    public long commitMicros() {
        return commitMicros;
    }

    /** MySQL: the transaction of this log that it has to be applied after; 0 elsewhere. */
    public long lastCommitted() {
        return lastCommitted;
    }

    /** MySQL: its number in this log; 0 elsewhere. */
    public long sequenceNumber() {
        return sequenceNumber;
    }

    /** How many bytes the transaction has in the log, this event included; 0 when the server does not say. */
    public long transactionLength() {
        return transactionLength;
    }

    /** MariaDB: whether it is a single statement, without an end of its own. */
    public boolean isStandalone() {
        return kind == Kind.MARIADB && (flags & STANDALONE) != 0;
    }

    /** MariaDB: whether it changes what tables look like. */
    public boolean isDdl() {
        return kind == Kind.MARIADB && (flags & DDL) != 0;
    }

    /** MariaDB: whether it is prepared, not committed, at its end. */
    public boolean isPreparedXa() {
        return kind == Kind.MARIADB && (flags & PREPARED_XA) != 0;
    }

    /**
     * Writes the name as the servers do, {@code uuid:number}, {@code uuid:tag:number} or {@code domain-server-number}; returns
     * its length. Nothing for a transaction without a name.
     *
     * @param target has room for {@link #maxTextLength} bytes
     */
    public int writeTo(byte[] target) {
        if (kind == Kind.MYSQL) {
            int to = hex(uuidHigh >>> 32, 8, target, 0);
            to = hex(uuidHigh >>> 16, 4, target, dash(target, to));
            to = hex(uuidHigh, 4, target, dash(target, to));
            to = hex(uuidLow >>> 48, 4, target, dash(target, to));
            to = hex(uuidLow, 12, target, dash(target, to));
            target[to++] = ':';
            for (int i = 0; i < tag.length(); i++) {
                target[to++] = (byte) tag.charAt(i);
            }
            if (!tag.isEmpty()) {
                target[to++] = ':';
            }
            return decimal(number, target, to);
        }
        if (kind == Kind.MARIADB) {
            int to = decimal(domain, target, 0);
            to = decimal(server, target, dash(target, to));
            return decimal(number, target, dash(target, to));
        }
        return 0;
    }

    /** The most bytes that {@link #writeTo} writes. */
    public static int maxTextLength() {
        return MAX_TEXT_LENGTH;
    }

    @Override
    public String toString() {
        byte[] text = new byte[MAX_TEXT_LENGTH];
        return new String(text, 0, writeTo(text), US_ASCII);
    }

    void forget() {
        kind = Kind.NONE;
    }

    void readMySql(EventReader reader, EventHeader header) {
        clear(header.type == EventType.GTID ? Kind.MYSQL : Kind.ANONYMOUS, header);
        flags = reader.u8("gtid_flags");
        uuidHigh = Long.reverseBytes(reader.i64("uuid"));
        uuidLow = Long.reverseBytes(reader.i64("uuid"));
        number = reader.i64("gno");
        if (kind == Kind.MYSQL && number <= 0) {
            throw reader.unexpected("gno", "a number above 0", number);
        }
        if (reader.remaining() == 0 || reader.u8("type of the logical clock") != HAS_COMMIT_TIMES) {
            return;
        }
        lastCommitted = reader.i64("last_committed");
        sequenceNumber = reader.i64("sequence_number");
        if (reader.remaining() == 0) {
            return; // MySQL 5.7
        }
        long immediate = reader.u56("immediate_commit_timestamp");
        if ((immediate & ORIGINAL_TIME_FOLLOWS) != 0) {
            reader.u56("original_commit_timestamp");
        }
        commitMicros = immediate & ORIGINAL_TIME_FOLLOWS - 1;
        if (reader.remaining() > 0) {
            transactionLength = reader.packed("transaction_length");
        }
    }

    void readTagged(EventReader reader, EventHeader header) {
        clear(Kind.MYSQL, header);
        TaggedGtid.read(reader, this);
        if (number <= 0) {
            throw new DecodeException(reader.position(), "gno: expected a number above 0, found " + number);
        }
    }

    void readMariaDb(EventReader reader, EventHeader header) {
        clear(Kind.MARIADB, header);
        number = reader.i64("seq_no");
        domain = reader.u32("domain_id");
        server = header.serverId;
        flags = reader.u8("flags2");
    }

    private void clear(Kind newKind, EventHeader header) {
        kind = newKind;
        uuidHigh = 0;
        uuidLow = 0;
        tag = "";
        flags = 0;
        commitMicros = header.timestamp * MICROS_PER_SECOND;
        lastCommitted = 0;
        sequenceNumber = 0;
        transactionLength = 0;
        domain = 0;
        server = 0;
    }

    private static int dash(byte[] target, int at) {
        target[at] = '-';
        return at + 1;
    }

    private static int hex(long value, int digits, byte[] target, int at) {
        for (int i = 0; i < digits; i++) {
            int digit = (int) (value >>> (4 * (digits - 1 - i))) & 0xF;
            target[at + i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
        return at + digits;
    }

    /** An unsigned number. */
    private static int decimal(long value, byte[] target, int at) {
        int digits = 1;
        for (long rest = value; Long.compareUnsigned(rest, 10) >= 0; rest = Long.divideUnsigned(rest, 10)) {
            digits++;
        }
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + Long.remainderUnsigned(rest, 10));
            rest = Long.divideUnsigned(rest, 10);
        }
        return at + digits;
    }
}
