package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.DecodeException;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.MessageSchema;
import dev.leat.api.change.Operation;
import dev.leat.api.json.Integers;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.wire.Lsn;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of one stream, in their order, into changes. A row's values stay where they are in the buffer; the
 * batch gets their offsets. Single-threaded.
 *
 * <p>Numbers are big-endian. All tuples have the layout
 *
 * <pre>
 *   TupleData
 *     Int16    Number of columns, then for each:
 *     Byte1      'n' null | 'u' unchanged TOAST value, not sent | 't' text | 'b' binary (never asked for)
 *     Int32      't': length of the value
 *     Byten      't': the value
 * </pre>
 *
 * <p>A transaction's sequence is the LSN in Begin, the start of its commit record: the end is known only at Commit, too
 * late for batches that are cut inside. The position is that end.
 */
public final class PgOutputDecoder {
    /** Microseconds from 1970-01-01 to 2000-01-01, PostgreSQL's epoch. */
    static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

    private static final int MAX_XID_DIGITS = 10;
    private static final int TRUNCATE_OPTIONS = 0b11;

    private final RelationCache relations;
    private final LogicalMessages messages;
    private final LogicalMessage message = new LogicalMessage();
    private LongSupplier sentMicros = () -> 0;
    private final MessageReader reader = new MessageReader();
    private final byte[] position = new byte[Lsn.MAX_TEXT_LENGTH];
    private final byte[] xidText = new byte[MAX_XID_DIGITS];

    private long finalLsn;
    private long commitEndLsn;
    private long transactionEndLsn;
    private int xid;
    private boolean batchHasTruncate;

    /** A decoder for one replication connection that leaves logical messages out. */
    public PgOutputDecoder(RelationCache relations) {
        this(relations, LogicalMessages.none());
    }

    /** A decoder for one replication connection. */
    public PgOutputDecoder(RelationCache relations, LogicalMessages messages) {
        this.relations = relations;
        this.messages = messages;
    }

    /**
     * Takes the time of messages that belong to no transaction from here: when the server sent what is being decoded, in
     * microseconds since 2000-01-01. Such a message carries none.
     */
    public void timeMessagesBy(LongSupplier micros) {
        sentMicros = micros;
    }

    /** The end of the commit record of the transaction that ended last, or of a message that is one by itself: its position. */
    public long commitEndLsn() {
        return commitEndLsn;
    }

    /** The same of transactions alone, 0 before the first: its id is {@link #xid} until another begins. */
    public long transactionEndLsn() {
        return transactionEndLsn;
    }

    /** The LSN of a Begin that was not decoded yet, its transaction's sequence; {@link Lsn#NONE} if the message is another one. */
    public static long sequenceOfBegin(byte[] buffer, int from, int to) {
        return to - from > Long.BYTES && buffer[from] == 'B'
                ? ByteBuffer.wrap(buffer).getLong(from + 1)
                : Lsn.NONE;
    }

    /** The LSN of the Begin that was decoded last: its transaction's sequence. */
    public long sequence() {
        return finalLsn;
    }

    /** The id of the transaction that began last: 32 bits without sign, as the server sends it. */
    public int xid() {
        return xid;
    }

    /** The table with this OID as the log announced it last; null if it did not. */
    public @Nullable TableSchema schema(int oid) {
        return relations.schema(oid);
    }

    /** Whether the log has said what columns a table has in a transaction that was committed behind this place. */
    public boolean hasAnnounced(TableId table, long lsn) {
        return relations.hasAnnounced(table, lsn);
    }

    /** Remembers this place, which is between two transactions, for {@link #rewind}. */
    public void mark() {
        relations.mark();
    }

    /** Goes back to the mark: the messages behind it will be decoded again. To be called with the builder's. */
    public void rewind() {
        relations.rewind();
    }

    /**
     * Decodes one message. {@code builder} must wrap {@code buffer} already: moved keys are found by comparing bytes there.
     *
     * @param buffer holds the message and all rows of the batch so far
     * @param offset where the message begins, at its tag
     * @param length the message's length in bytes
     * @throws DecodeException if the bytes are no message of protocol version 1 that can stand here; the batch is then
     *     of no use any more
     */
    public Decoded decode(byte[] buffer, int offset, int length, ChangeBatchBuilder builder) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        reader.wrap(buffer, offset, length);
        int tag = reader.u8("message type");
        return switch (tag) {
            case 'I' -> row(Operation.INSERT, builder);
            case 'U' -> row(Operation.UPDATE, builder);
            case 'D' -> row(Operation.DELETE, builder);
            case 'B' -> begin(builder);
            case 'C' -> commit(builder);
            case 'R' -> {
                if (builder.size() > 0 && relations.announcesAgain(buffer, offset, length)) {
                    yield Decoded.BOUNDARY;
                }
                relations.announce(buffer, offset, length, reader, finalLsn);
                yield Decoded.RELATION;
            }
            case 'T' -> truncate(builder);
            case 'Y' -> type();
            case 'O' -> origin(builder);
            case 'M' -> message(buffer, builder);
            case 'A' -> strayStreamAbort();
            default ->
                throw reader.unexpected("message type", "a message of protocol version 1" + newerProtocol(tag), tag);
        };
    }

    /**
     * <pre>
     *   Byte1('I')  Int32 OID of the relation                                      Byte1('N') TupleData new row
     *   Byte1('U')  Int32 OID of the relation  [Byte1('K' | 'O') TupleData old row]  Byte1('N') TupleData new row
     *   Byte1('D')  Int32 OID of the relation   Byte1('K' | 'O') TupleData old row
     * </pre>
     *
     * 'K': the key's columns, the others null; 'O': every column (replica identity FULL).
     */
    private Decoded row(Operation operation, ChangeBatchBuilder builder) {
        if (isBehindTruncate(builder)) {
            return Decoded.BOUNDARY;
        }
        requireTransaction(builder, operation.text());
        CompiledRelation relation = relation();
        TableSchema schema = relation.schema;
        if (schema == null) {
            return leaveOutRow(operation, relation, builder);
        }
        int image = reader.u8("tuple type");
        if (image == 'N' && operation != Operation.DELETE) {
            builder.open(operation, schema, true, BeforeImage.ABSENT);
            newTuple(relation, schema, false, builder);
        } else if (image == 'K' && operation != Operation.INSERT) {
            builder.open(operation, schema, operation == Operation.UPDATE, BeforeImage.KEY);
            oldKeyTuple(relation, schema, builder);
            newTupleAfterOld(operation, relation, schema, builder);
        } else if (image == 'O' && operation != Operation.INSERT) {
            builder.open(operation, schema, operation == Operation.UPDATE, BeforeImage.FULL);
            oldTuple(relation, schema, builder);
            newTupleAfterOld(operation, relation, schema, builder);
        } else {
            throw unexpectedImage(operation, image);
        }
        reader.finish(operation.text());
        builder.close();
        return Decoded.CHANGE;
    }

    private void newTupleAfterOld(
            Operation operation, CompiledRelation relation, TableSchema schema, ChangeBatchBuilder builder) {
        if (operation == Operation.UPDATE) {
            int image = reader.u8("tuple type");
            if (image != 'N') {
                throw reader.unexpected("tuple type after the old row", "'N'", image);
            }
            newTuple(relation, schema, true, builder);
        }
    }

    /** A key's value that was not sent is in the old row, which the server logs for that reason. */
    private void newTuple(
            CompiledRelation relation, TableSchema schema, boolean hasOldRow, ChangeBatchBuilder builder) {
        int[] columns = relation.columns;
        columnCount(columns);
        for (int column : columns) {
            int length = reader.textValue();
            if (length >= 0) {
                if (column >= 0) {
                    builder.after(column, reader.position() - length, length);
                }
                continue;
            }
            int kind = reader.u8("column kind");
            if (kind == 'n') {
                if (column >= 0) {
                    builder.afterNull(column);
                }
            } else if (kind == 'u') {
                if (column >= 0) {
                    if (!hasOldRow) {
                        requireNoKey(schema, column);
                    }
                    builder.afterUnchanged(column);
                }
            } else {
                throw unexpectedKind(kind);
            }
        }
        for (int column : relation.missing) {
            builder.afterUnchanged(column);
        }
    }

    private void oldTuple(CompiledRelation relation, TableSchema schema, ChangeBatchBuilder builder) {
        int[] columns = relation.columns;
        columnCount(columns);
        for (int column : columns) {
            int length = reader.textValue();
            if (length >= 0) {
                if (column >= 0) {
                    builder.before(column, reader.position() - length, length);
                }
                continue;
            }
            int kind = reader.u8("column kind");
            if (kind == 'n') {
                if (column >= 0) {
                    builder.beforeNull(column);
                }
            } else if (kind == 'u') {
                if (column >= 0) {
                    requireNoKey(schema, column);
                    builder.beforeUnchanged(column);
                }
            } else {
                throw unexpectedKind(kind);
            }
        }
        for (int column : relation.missing) {
            builder.beforeUnchanged(column);
        }
    }

    /** An old key is never null, so a null in the schema's key means that the server logs another one. */
    private void oldKeyTuple(CompiledRelation relation, TableSchema schema, ChangeBatchBuilder builder) {
        int[] columns = relation.keyColumns;
        columnCount(columns);
        for (int column : columns) {
            int length = reader.textValue();
            if (length >= 0) {
                if (column >= 0) {
                    builder.before(column, reader.position() - length, length);
                }
                continue;
            }
            int kind = reader.u8("column kind");
            if (kind != 'n') {
                throw unexpectedKind(kind);
            } else if (column >= 0) {
                throw new DecodeException(
                        reader.position() - 1,
                        "old key of " + schema.table() + ": expected a value of column "
                                + schema.column(column).name()
                                + ", found none: it is not in the replica identity that the server logged");
            }
        }
    }

    private Decoded leaveOutRow(Operation operation, CompiledRelation relation, ChangeBatchBuilder builder) {
        int image = reader.u8("tuple type");
        boolean hasOld = image == 'K' || image == 'O';
        if (operation == Operation.INSERT ? image != 'N' : !hasOld && (operation == Operation.DELETE || image != 'N')) {
            throw unexpectedImage(operation, image);
        }
        leaveOutTuple(relation);
        if (hasOld && operation == Operation.UPDATE) {
            int next = reader.u8("tuple type");
            if (next != 'N') {
                throw reader.unexpected("tuple type after the old row", "'N'", next);
            }
            leaveOutTuple(relation);
        }
        reader.finish(operation.text());
        builder.skip();
        return Decoded.OTHER;
    }

    private void leaveOutTuple(CompiledRelation relation) {
        columnCount(relation.columns);
        for (int i = 0; i < relation.columns.length; i++) {
            if (reader.textValue() < 0) {
                int kind = reader.u8("column kind");
                if (kind != 'n' && kind != 'u') {
                    throw unexpectedKind(kind);
                }
            }
        }
    }

    /**
     * <pre>
     *   Byte1('B')
     *   Int64    The final LSN of the transaction: the start of its commit record
     *   Int64    Commit timestamp, in microseconds since 2000-01-01
     *   Int32    Xid of the transaction
     * </pre>
     */
    private Decoded begin(ChangeBatchBuilder builder) {
        if (builder.size() > 0 && (batchHasTruncate || relations.isOutdated())) {
            return Decoded.BOUNDARY;
        }
        if (builder.inTransaction()) {
            throw reader.unexpected("Begin", "the end of the transaction that was begun before", 'B');
        }
        long sequence = reader.i64("final LSN of the transaction");
        long commitMicros = reader.i64("commit timestamp") + POSTGRES_EPOCH_MICROS;
        int id = reader.i32("Xid of the transaction");
        reader.finish("Begin");
        relations.renewIfOutdated();
        finalLsn = sequence;
        xid = id;
        int xidLength = Integers.put(xidText, 0, Integer.toUnsignedLong(id));
        builder.begin(sequence, commitMicros, xidText, xidLength, position, Lsn.write(sequence, position, 0));
        return Decoded.BEGIN;
    }

    /**
     * <pre>
     *   Byte1('C')
     *   Int8     Flags, unused
     *   Int64    The LSN of the commit: the final LSN of its Begin
     *   Int64    The end LSN of the transaction
     *   Int64    Commit timestamp
     * </pre>
     */
    private Decoded commit(ChangeBatchBuilder builder) {
        requireTransaction(builder, "Commit");
        reader.u8("flags");
        int at = reader.position();
        long lsn = reader.i64("LSN of the commit");
        long endLsn = reader.i64("end LSN of the transaction");
        reader.i64("commit timestamp");
        reader.finish("Commit");
        if (lsn != finalLsn) {
            throw new DecodeException(
                    at, "LSN of the commit: expected " + Lsn.format(finalLsn) + ", found " + Lsn.format(lsn));
        }
        commitEndLsn = endLsn;
        transactionEndLsn = endLsn;
        builder.commit(position, Lsn.write(endLsn, position, 0));
        return Decoded.COMMIT;
    }

    /**
     * <pre>
     *   Byte1('T')
     *   Int32    Number of relations
     *   Int8     Option bits: 1 CASCADE, 2 RESTART IDENTITY
     *   Int32    OID of the relation, for each
     * </pre>
     */
    private Decoded truncate(ChangeBatchBuilder builder) {
        if (builder.size() > 0) {
            return Decoded.BOUNDARY;
        }
        requireTransaction(builder, "truncate");
        int count = reader.i32("number of relations");
        int options = reader.u8("option bits");
        if ((options & ~TRUNCATE_OPTIONS) != 0) {
            throw reader.unexpected("option bits of Truncate", "0 to 3", options);
        }
        if (count < 0 || 4L * count != reader.remaining()) {
            throw new DecodeException(
                    reader.position(),
                    "Truncate: expected OIDs of " + count + " relations, found " + reader.remaining() + " bytes");
        }
        for (int i = 0; i < count; i++) {
            TableSchema schema = relation().schema;
            if (schema == null) {
                builder.skip();
            } else {
                builder.open(Operation.TRUNCATE, schema, false, BeforeImage.ABSENT);
                builder.close();
                batchHasTruncate = true;
            }
        }
        return builder.size() > 0 ? Decoded.CHANGE : Decoded.OTHER;
    }

    /**
     * <pre>
     *   Byte1('Y')  Int32 OID of the data type  String Namespace (empty for pg_catalog)  String Name of the data type
     * </pre>
     */
    private Decoded type() {
        reader.i32("OID of the data type");
        reader.string("Namespace");
        reader.string("Name of the data type");
        reader.finish("Type");
        return Decoded.OTHER;
    }

    /**
     * <pre>
     *   Byte1('O')  Int64 LSN of the commit on the origin server  String Name of the origin
     * </pre>
     */
    private Decoded origin(ChangeBatchBuilder builder) {
        requireTransaction(builder, "Origin");
        reader.i64("LSN of the commit on the origin server");
        reader.string("Name of the origin");
        reader.finish("Origin");
        return Decoded.OTHER;
    }

    /**
     * A logical message. One that is transactional is a change of its transaction. One that is not is sent when the server
     * reads its record, so between two transactions: it is one by itself. Its LSN is the end of the record, from which the
     * server goes on when that was confirmed; the sequence is a place inside the record, which is longer than a word: behind
     * every transaction before it and below what follows, as with a commit record.
     */
    private Decoded message(byte[] buffer, ChangeBatchBuilder builder) {
        message.read(reader);
        TableSchema schema = messages.schema(buffer, message);
        if (message.isTransactional) {
            requireTransaction(builder, "Message");
        }
        if (schema == null) {
            if (message.isTransactional) {
                builder.skip();
            }
            return Decoded.OTHER;
        }
        if (isBehindTruncate(builder)) {
            return Decoded.BOUNDARY;
        }
        if (message.isTransactional) {
            addMessage(schema, builder);
            return Decoded.CHANGE;
        }
        if (builder.inTransaction()) {
            throw reader.unexpected("Message outside of transactions", "the end of the one that was begun before", 'M');
        }
        int length = Lsn.write(message.lsn, position, 0);
        long micros = sentMicros.getAsLong() + POSTGRES_EPOCH_MICROS;
        builder.begin(message.lsn - Lsn.ALIGNMENT, micros, xidText, 0, position, length);
        addMessage(schema, builder);
        builder.commit(position, length);
        commitEndLsn = message.lsn;
        return Decoded.COMMIT;
    }

    private void addMessage(TableSchema schema, ChangeBatchBuilder builder) {
        builder.open(Operation.MESSAGE, schema, true, BeforeImage.ABSENT);
        builder.after(MessageSchema.PREFIX, message.prefixOffset, message.prefixLength);
        builder.after(MessageSchema.CONTENT, message.contentOffset, message.contentLength);
        builder.close();
    }

    /** Whether the batch has a TRUNCATE, which is alone in it; that of a batch that was built is forgotten. */
    private boolean isBehindTruncate(ChangeBatchBuilder builder) {
        if (batchHasTruncate && builder.size() == 0) {
            batchHasTruncate = false;
        }
        return batchHasTruncate;
    }

    /**
     * Servers of version 18 send Stream Abort for a subtransaction that was rolled back, although nothing was asked to
     * be streamed. Its changes were never sent, so there is nothing to undo.
     *
     * <pre>
     *   Byte1('A')  Int32 Xid of the transaction  Int32 Xid of the subtransaction
     * </pre>
     */
    private Decoded strayStreamAbort() {
        reader.i32("Xid of the transaction");
        reader.i32("Xid of the subtransaction");
        reader.finish("Stream Abort");
        return Decoded.OTHER;
    }

    private CompiledRelation relation() {
        int at = reader.position();
        int oid = reader.i32("OID of the relation");
        CompiledRelation relation = relations.find(oid);
        if (relation == null) {
            throw new DecodeException(
                    at, "OID of the relation: expected one that was announced, found " + Integer.toUnsignedString(oid));
        }
        return relation;
    }

    private void columnCount(int[] columns) {
        int count = reader.u16("number of columns");
        if (count != columns.length) {
            throw new DecodeException(
                    reader.position() - 2,
                    "number of columns: expected " + columns.length + " as announced, found " + count);
        }
    }

    private void requireNoKey(TableSchema schema, int column) {
        if (schema.isKeyColumn(column)) {
            throw new DecodeException(
                    reader.position() - 1,
                    "key of " + schema.table() + ": expected a value of column "
                            + schema.column(column).name() + ", found that it was not sent");
        }
    }

    private void requireTransaction(ChangeBatchBuilder builder, String message) {
        if (!builder.inTransaction()) {
            throw new DecodeException(reader.position() - 1, message + ": expected Begin first, found no transaction");
        }
    }

    private DecodeException unexpectedImage(Operation operation, int image) {
        String expected = switch (operation) {
            case INSERT -> "'N'";
            case DELETE -> "'K' or 'O'";
            case UPDATE, TRUNCATE, READ, MESSAGE -> "'K', 'O' or 'N'";
        };
        return reader.unexpected("tuple type of " + operation.text(), expected, image);
    }

    private DecodeException unexpectedKind(int kind) {
        if (kind == 't') { // a value that is longer than the message
            reader.slice(reader.i32("column length"), "column value");
        }
        return reader.unexpected("column kind", "'t', 'n' or 'u'", kind);
    }

    private static String newerProtocol(int tag) {
        @Nullable
        String name = switch (tag) {
            case 'S' -> "Stream Start of version 2";
            case 'E' -> "Stream Stop of version 2";
            case 'c' -> "Stream Commit of version 2";
            case 'b' -> "Begin Prepare of version 3";
            case 'P' -> "Prepare of version 3";
            case 'K' -> "Commit Prepared of version 3";
            case 'r' -> "Rollback Prepared of version 3";
            case 'p' -> "Stream Prepare of version 3";
            default -> null;
        };
        return name == null ? "" : ", not " + name;
    }
}
