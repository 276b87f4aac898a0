package dev.leat.capture.mysql.binlog;

import dev.leat.api.DecodeException;

/**
 * The body of a tagged GTID event, from MySQL 8.3 on, in the format of {@code libs/mysql/serialization}: fields with ascending
 * numbers, of which those with a usual value are left out.
 *
 * <pre>
 *   number  version, 1
 *   number  size of the body
 *   number  the last field that must be understood, plus 1; 0 for none
 *           number of the field | value, up to the end:
 *    0 gtid_flags   1 uuid (16 numbers)   2 gno (signed)   3 tag (length, bytes)   4 last_committed (signed)
 *    5 sequence_number (signed)   6 immediate_commit_timestamp   7 original_commit_timestamp   8 transaction_length
 *    9 immediate_server_version   10 original_server_version   11 commit_group_ticket
 *
 *   number  as many bytes as its first one has ones at its lower end, and one more; the bits above the zero behind them, then
 *           those of the other bytes, the lowest first. Signed: the lowest bit is the sign.
 * </pre>
 */
final class TaggedGtid {
    private static final int VERSION = 1;
    private static final int UUID_BYTES = 16;
    private static final int MAX_TAG_LENGTH = 32;

    private static final int FLAGS = 0;
    private static final int UUID = 1;
    private static final int GNO = 2;
    private static final int TAG = 3;
    private static final int LAST_COMMITTED = 4;
    private static final int SEQUENCE_NUMBER = 5;
    private static final int IMMEDIATE_COMMIT_TIMESTAMP = 6;
    private static final int TRANSACTION_LENGTH = 8;
    private static final int LAST_KNOWN = 11;

    private TaggedGtid() {}

    static void read(EventReader reader, Gtid gtid) {
        int start = reader.position();
        long version = number(reader, "version");
        if (version != VERSION) {
            throw reader.unexpected("version of the serialization", "1", version);
        }
        long size = number(reader, "size");
        if (size < 0 || size > reader.end() - start) {
            throw reader.unexpected("size", "at most " + (reader.end() - start), size);
        }
        long mandatory = number(reader, "last field that must be understood");
        if (mandatory > LAST_KNOWN + 1 || mandatory < 0) {
            throw reader.unexpected("last field that must be understood", "one that is known", mandatory);
        }
        int end = start + (int) size;
        long previous = -1;
        while (reader.position() < end) {
            long field = number(reader, "number of the field");
            if (field <= previous) {
                throw reader.unexpected("number of the field", "one above " + previous, field);
            }
            if (field > LAST_KNOWN) {
                return; // may be ignored, with all that follow
            }
            field((int) field, reader, gtid);
            previous = field;
        }
    }

    private static void field(int field, EventReader reader, Gtid gtid) {
        switch (field) {
            case FLAGS -> gtid.flags = (int) number(reader, "gtid_flags");
            case UUID -> uuid(reader, gtid);
            case GNO -> gtid.number = signed(reader, "gno");
            case TAG -> {
                long length = number(reader, "length of the tag");
                if (length < 0 || length > MAX_TAG_LENGTH) {
                    throw reader.unexpected("length of the tag", "at most 32", length);
                }
                gtid.tag = tag(reader, (int) length);
            }
            case LAST_COMMITTED -> gtid.lastCommitted = signed(reader, "last_committed");
            case SEQUENCE_NUMBER -> gtid.sequenceNumber = signed(reader, "sequence_number");
            case IMMEDIATE_COMMIT_TIMESTAMP -> gtid.commitMicros = number(reader, "immediate_commit_timestamp");
            case TRANSACTION_LENGTH -> gtid.transactionLength = number(reader, "transaction_length");
            default -> number(reader, "field of no interest");
        }
    }

    private static void uuid(EventReader reader, Gtid gtid) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < UUID_BYTES; i++) {
            long octet = number(reader, "uuid");
            if (octet < 0 || octet > 0xFF) {
                throw reader.unexpected("uuid", "a byte", octet);
            }
            high = high << 8 | low >>> 56;
            low = low << 8 | octet;
        }
        gtid.uuidHigh = high;
        gtid.uuidLow = low;
    }

    /** Lower case letters, digits and underscores. */
    private static String tag(EventReader reader, int length) {
        int at = reader.slice(length, "tag");
        for (int i = at; i < at + length; i++) {
            byte c = reader.buffer()[i];
            if (c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z')) {
                throw new DecodeException(i, "tag: expected a letter, digit or underscore, found " + c);
            }
        }
        reader.seek(at);
        return reader.text(length, "tag");
    }

    private static long signed(EventReader reader, String field) {
        long value = number(reader, field);
        return (value >>> 1) ^ -(value & 1);
    }

    private static long number(EventReader reader, String field) {
        int first = reader.u8(field);
        int more = Integer.numberOfTrailingZeros(~first);
        long value = more >= 7 ? 0 : first >>> (more + 1);
        int bits = more >= 7 ? 0 : 7 - more;
        for (int i = 0; i < more; i++) {
            long next = reader.u8(field);
            if (bits < Long.SIZE) {
                value |= next << bits;
            }
            bits += 8;
        }
        return value;
    }
}
