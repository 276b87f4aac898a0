package dev.leat.capture.mysql.binlog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A statement ({@code Query_event} in MySQL's {@code libs/mysql/binlog/event/statement_events.h}). What the server writes itself
 * to control transactions is known by its exact text; nothing is parsed. Reused for every event.
 *
 * <pre>
 *   Int32   thread_id
 *   Int32   exec_time
 *   Int8    length of the database's name
 *   Int16   error_code
 *   Int16   length of the status variables | status variables
 *   Byten   the database's name | 0
 *   Byten   the statement, up to the end; MariaDB's compressed event: {@link Zlib}
 * </pre>
 */
final class QueryEvent {
    /** What a statement is to the decoder. */
    enum Kind {
        BEGIN,
        COMMIT,
        ROLLBACK,
        SAVEPOINT,
        ROLLBACK_TO,
        XA_START,
        XA_END,
        XA_COMMIT,
        XA_ROLLBACK,
        /** Inside a transaction: written by the server in front of the rows that CREATE TABLE ... SELECT makes. */
        CREATE_TABLE,
        OTHER
    }

    private static final byte[] BEGIN = ascii("BEGIN");
    private static final byte[] COMMIT = ascii("COMMIT");
    private static final byte[] ROLLBACK = ascii("ROLLBACK");
    private static final byte[] SAVEPOINT = ascii("SAVEPOINT ");
    private static final byte[] ROLLBACK_TO = ascii("ROLLBACK TO ");
    private static final byte[] XA_START = ascii("XA START ");
    private static final byte[] XA_END = ascii("XA END ");
    private static final byte[] XA_COMMIT = ascii("XA COMMIT ");
    private static final byte[] XA_ROLLBACK = ascii("XA ROLLBACK ");
    private static final byte[] CREATE_TABLE = ascii("CREATE TABLE ");
    private static final byte[] CREATE_OR_REPLACE_TABLE = ascii("CREATE OR REPLACE TABLE ");

    private byte[] header = {};
    private int databaseAt;
    private int databaseEnd;
    private byte[] bytes = {};
    private int statement;
    private int end;

    /** @param reader stands behind the header */
    void read(EventReader reader, boolean compressed) {
        reader.u32("thread_id");
        reader.u32("exec_time");
        int databaseLength = reader.u8("length of the database's name");
        reader.u16("error_code");
        reader.slice(reader.u16("length of the status variables"), "status variables");
        databaseAt = reader.slice(databaseLength, "the database's name");
        databaseEnd = databaseAt + databaseLength;
        header = reader.buffer();
        int terminator = reader.u8("the database's name");
        if (terminator != 0) {
            throw reader.unexpected("the database's name", "a zero byte behind it", terminator);
        }
        bytes = compressed ? Zlib.inflate(reader.buffer(), reader.position(), reader.remaining()) : reader.buffer();
        statement = compressed ? 0 : reader.position();
        end = compressed ? bytes.length : reader.end();
    }

    Kind kind() {
        if (is(BEGIN)) {
            return Kind.BEGIN;
        } else if (is(COMMIT)) {
            return Kind.COMMIT;
        } else if (is(ROLLBACK)) {
            return Kind.ROLLBACK;
        } else if (begins(SAVEPOINT)) {
            return Kind.SAVEPOINT;
        } else if (begins(ROLLBACK_TO)) {
            return Kind.ROLLBACK_TO;
        } else if (begins(XA_START)) {
            return Kind.XA_START;
        } else if (begins(XA_END)) {
            return Kind.XA_END;
        } else if (begins(XA_COMMIT)) {
            return Kind.XA_COMMIT;
        } else if (begins(XA_ROLLBACK)) {
            return Kind.XA_ROLLBACK;
        } else if (begins(CREATE_TABLE) || begins(CREATE_OR_REPLACE_TABLE)) {
            return Kind.CREATE_TABLE;
        }
        return Kind.OTHER;
    }

    /** The statement's text. */
    String text() {
        return new String(bytes, statement, end - statement, UTF_8);
    }

    /** The database that names without one mean. */
    String database() {
        return new String(header, databaseAt, databaseEnd - databaseAt, UTF_8);
    }

    /** What stands behind {@code XA COMMIT} or {@code XA ROLLBACK}: {@code X'67',X'',1}. */
    String xid(Kind kind) {
        int from = statement + (kind == Kind.XA_COMMIT ? XA_COMMIT : XA_ROLLBACK).length;
        return new String(bytes, from, end - from, US_ASCII);
    }

    private boolean is(byte[] text) {
        return Arrays.equals(bytes, statement, end, text, 0, text.length);
    }

    private boolean begins(byte[] text) {
        return end - statement > text.length
                && Arrays.equals(bytes, statement, statement + text.length, text, 0, text.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
