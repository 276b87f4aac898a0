package dev.leat.capture.mysql.binlog;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ChangeBatchBuilder;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one log, in their order, into changes. Single-threaded; one per connection.
 *
 * <p>The builder has the bytes of its batch to itself ({@code append}): the rows of an event are copied there, so that the
 * caller may use its own buffer again. The caller begins and ends the builder's transactions, when it is told to:
 *
 * <pre>
 *   GTID       remember {@link #gtid}
 *   BEGIN      builder.begin(...)
 *   CHANGE     nothing
 *   COMMIT     the transaction joins what was executed; builder.commit(...)
 *   XA_...     rows that count at a later place, see {@link RowSelection}
 *   FENCE      outside of a transaction: its GTID joins what was executed
 *   PAYLOAD    call {@link #decodeNext} until it answers null, and treat each answer like one of {@link #decode}
 * </pre>
 */
public final class BinlogDecoder implements AutoCloseable {
    private static final int CRC_BYTES = BinlogFormat.CHECKSUM_BYTES;

    private final RowSelection wanted;
    private final TableMaps tables;
    private final RowsDecoder rows;
    private final TransactionPayload payload;
    private final EventReader reader = new EventReader();
    private final EventHeader header = new EventHeader();
    private final QueryEvent query = new QueryEvent();
    private final Gtid gtid = new Gtid();
    private final CRC32 crc = new CRC32();
    private final LogPosition position = new LogPosition();

    private @Nullable BinlogFormat format;
    private boolean inTransaction;
    private boolean withholdsRows;
    private String xid = "";

    /** A decoder of all rows that stands before a format description event, or the rotate event that a dump begins with. */
    public BinlogDecoder(SchemaResolver resolver, PayloadLimits limits) {
        this(resolver, limits, RowSelection.ALL);
    }

    /** The same for some rows. */
    public BinlogDecoder(SchemaResolver resolver, PayloadLimits limits, RowSelection wanted) {
        this.wanted = wanted;
        this.tables = new TableMaps(resolver);
        this.rows = new RowsDecoder(tables);
        this.payload = new TransactionPayload(limits);
    }

    /** A decoder of all rows that stands before a transaction in a log of this format. */
    public static BinlogDecoder within(BinlogFormat format, SchemaResolver resolver, PayloadLimits limits) {
        BinlogDecoder decoder = new BinlogDecoder(resolver, limits);
        decoder.format = format;
        return decoder;
    }

    /** The format in force; null before the first format description event. */
    public @Nullable BinlogFormat format() {
        return format;
    }

    /** The name of the transaction that began last, or begins next: until the next {@link Decoded#GTID} or BEGIN. */
    public Gtid gtid() {
        return gtid;
    }

    /** When the last event was written, in seconds since 1970; 0 when the server made it up. */
    public long timestamp() {
        return header.timestamp;
    }

    /** The id of the server that wrote the last event first. */
    public long serverId() {
        return header.serverId;
    }

    /** The log's file; empty before the first rotate event. */
    public String file() {
        return position.file;
    }

    /** Where the next event of the file begins, of 64 bits: events carry only the lower 32. */
    public long position() {
        return position.offset;
    }

    /** The name of the XA transaction that was prepared, committed or rolled back last: {@code X'67',X'',1}. */
    public String xid() {
        return xid;
    }

    /** The text of the statement behind the last {@link Decoded#FENCE}, until the next event is decoded. */
    public String statement() {
        return query.text();
    }

    /** The database that names without one mean in {@link #statement}. */
    public String statementDatabase() {
        return query.database();
    }

    /** Whether a transaction was begun and is not at its end. */
    public boolean inTransaction() {
        return inTransaction;
    }

    /**
     * Decodes one event.
     *
     * @param buffer holds the event; may change once this has returned, but for a {@link Decoded#PAYLOAD}
     * @param offset where it begins, at its header
     * @param length its length in bytes
     * @throws DecodeException if the bytes are no event that can stand here; the batch is then of no use any more
     */
    public Decoded decode(byte[] buffer, int offset, int length, ChangeBatchBuilder builder) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (payload.isOpen()) {
            throw new IllegalStateException("the transaction before was not taken to its end");
        }
        reader.wrap(buffer, offset, length);
        header.read(reader, length);
        BinlogFormat known = format;
        if (header.type == EventType.FORMAT_DESCRIPTION) {
            position.advance(header);
            return formatDescription();
        }
        if (header.type == EventType.ROTATE && (known == null || header.isArtificial())) {
            // made up before or between formats: whether it has a checksum is seen by looking
            reader.wrap(buffer, offset, hasChecksum(buffer, offset, length) ? length - CRC_BYTES : length);
        } else if (known == null) {
            throw new DecodeException(offset, "event: expected a format description first, found type " + header.type);
        } else if (known.hasChecksums()) {
            if (!withholdsRows && isRepeatedTableMap(known, length)) {
                requireTransaction("table map");
                position.advance(header);
                return Decoded.OTHER;
            }
            BinlogFormat.requireChecksum(buffer, offset, length, crc);
            reader.wrap(buffer, offset, length - CRC_BYTES);
        }
        reader.seek(offset + EventHeader.BYTES);
        position.advance(header);
        return event(known, builder);
    }

    /**
     * Decodes the next event of the compressed transaction that {@link #decode} came to.
     *
     * @return null when there is none left
     */
    public @Nullable Decoded decodeNext(ChangeBatchBuilder builder) {
        if (!payload.next()) {
            return null;
        }
        reader.wrap(payload.window(), payload.event(), payload.eventLength());
        header.read(reader, payload.eventLength());
        if (header.type == EventType.TRANSACTION_PAYLOAD
                || header.type == EventType.FORMAT_DESCRIPTION
                || header.type == EventType.ROTATE) {
            throw reader.unexpected(
                    "type of an event in a compressed transaction", "one of a transaction", header.type);
        }
        return event(format, builder);
    }

    /** Leaves the transaction that {@link #decode} came to, with what is left in it. */
    public void leavePayload() {
        payload.close();
        inTransaction = false;
    }

    /** Gives back what inflating took. */
    @Override
    public void close() {
        payload.close();
    }

    private Decoded event(@Nullable BinlogFormat known, ChangeBatchBuilder builder) {
        RowsEventType rowsType = RowsEventType.of(header.type);
        if (rowsType != null) {
            requireTransaction("rows");
            return withholdsRows ? Decoded.WITHHELD : rows.decode(reader, rowsType, hasWideTableIds(known), builder);
        }
        return switch (header.type) {
            case EventType.TABLE_MAP -> {
                requireTransaction("table map");
                if (withholdsRows) {
                    yield Decoded.WITHHELD;
                }
                tables.announce(reader, hasWideTableIds(known), known != null && known.isMariaDb());
                yield Decoded.OTHER;
            }
            case EventType.QUERY -> query(false);
            case EventType.MARIADB_QUERY_COMPRESSED -> query(true);
            case EventType.XID -> {
                reader.i64("xid");
                yield end("Xid", Decoded.COMMIT);
            }
            case EventType.GTID, EventType.ANONYMOUS_GTID -> {
                requireNoTransaction("GTID");
                gtid.readMySql(reader, header);
                yield Decoded.GTID;
            }
            case EventType.GTID_TAGGED -> {
                requireNoTransaction("tagged GTID");
                gtid.readTagged(reader, header);
                yield Decoded.GTID;
            }
            case EventType.MARIADB_GTID -> {
                requireNoTransaction("GTID");
                gtid.readMariaDb(reader, header);
                yield gtid.isStandalone() ? Decoded.GTID : begin(gtid.isPreparedXa());
            }
            case EventType.TRANSACTION_PAYLOAD -> {
                requireNoTransaction("compressed transaction");
                payload.open(reader);
                yield Decoded.PAYLOAD;
            }
            case EventType.XA_PREPARE -> xaPrepare();
            case EventType.ROTATE -> rotate();
            case EventType.HEARTBEAT -> Decoded.HEARTBEAT;
            case EventType.HEARTBEAT_V2 -> heartbeat();
            case EventType.STOP -> Decoded.STOP;
            case EventType.INCIDENT -> Decoded.INCIDENT;
            case EventType.INTVAR,
                    EventType.RAND,
                    EventType.USER_VAR,
                    EventType.LOAD,
                    EventType.NEW_LOAD,
                    EventType.CREATE_FILE,
                    EventType.APPEND_BLOCK,
                    EventType.EXEC_LOAD,
                    EventType.DELETE_FILE,
                    EventType.BEGIN_LOAD_QUERY,
                    EventType.EXECUTE_LOAD_QUERY -> Decoded.STATEMENT;
            case EventType.IGNORABLE,
                    EventType.ROWS_QUERY,
                    EventType.PREVIOUS_GTIDS,
                    EventType.TRANSACTION_CONTEXT,
                    EventType.VIEW_CHANGE,
                    EventType.MARIADB_ANNOTATE_ROWS,
                    EventType.MARIADB_BINLOG_CHECKPOINT,
                    EventType.MARIADB_GTID_LIST,
                    EventType.MARIADB_START_ENCRYPTION -> Decoded.OTHER;
            default -> unknown();
        };
    }

    private Decoded formatDescription() {
        BinlogFormat described = BinlogFormat.decode(reader);
        format = described;
        if (!header.isArtificial() || described.isServerStart()) {
            tables.clear();
        }
        if (described.isServerStart() && inTransaction) {
            inTransaction = false;
            return Decoded.ROLLBACK; // the server went down in the middle of it
        }
        return Decoded.OTHER;
    }

    /**
     * <pre>
     *   Int64   position in the next file
     *   Byten   name of the next file, up to the end
     * </pre>
     */
    private Decoded rotate() {
        long next = reader.i64("position");
        if (next < 4) {
            throw reader.unexpected("position", "one behind the file's magic number", next);
        }
        position.file = reader.text(reader.remaining(), "name of the next file");
        position.offset = next;
        return Decoded.ROTATE;
    }

    /**
     * A heartbeat of its second version names its position in 64 bits: fields of type, length and value.
     *
     * <pre>
     *   packed  type: 0 end, 1 file name, 2 position | packed length | value
     * </pre>
     */
    private Decoded heartbeat() {
        while (reader.remaining() > 0) {
            long type = reader.packed("type of the field");
            if (type == 0) {
                break;
            }
            int length = reader.packedCount("length of the field");
            int end = reader.position() + length;
            if (type == 2) {
                position.offset = reader.packed("position");
            }
            if (reader.position() > end) {
                throw reader.unexpected("length of the field", "that of its value", length);
            }
            reader.seek(end);
        }
        return Decoded.HEARTBEAT;
    }

    private Decoded query(boolean compressed) {
        query.read(reader, compressed);
        QueryEvent.Kind kind = query.kind();
        return switch (kind) {
            case BEGIN -> inTransaction ? Decoded.OTHER : begin(false);
            case XA_START -> inTransaction ? Decoded.OTHER : begin(true);
            case COMMIT -> inTransaction ? end("COMMIT", Decoded.COMMIT) : Decoded.FENCE;
            case ROLLBACK -> inTransaction ? end("ROLLBACK", Decoded.ROLLBACK) : Decoded.FENCE;
            case SAVEPOINT, XA_END -> Decoded.OTHER;
            case ROLLBACK_TO -> Decoded.ROLLBACK_TO_SAVEPOINT;
            case XA_COMMIT, XA_ROLLBACK -> {
                requireNoTransaction("XA COMMIT");
                xid = query.xid(kind);
                yield kind == QueryEvent.Kind.XA_COMMIT ? Decoded.XA_COMMITTED : Decoded.XA_ROLLED_BACK;
            }
            case CREATE_TABLE -> fence();
            case OTHER -> inTransaction && !gtid.isDdl() ? Decoded.STATEMENT : fence();
        };
    }

    private Decoded fence() {
        tables.fence();
        return Decoded.FENCE;
    }

    private Decoded begin(boolean isXa) {
        inTransaction = true;
        withholdsRows = wanted == RowSelection.NONE || (isXa && wanted == RowSelection.BUT_XA);
        tables.beginGroup();
        return isXa ? Decoded.XA_BEGIN : Decoded.BEGIN;
    }

    private Decoded end(String event, Decoded how) {
        requireTransaction(event);
        inTransaction = false;
        return how;
    }

    private Decoded xaPrepare() {
        XaPrepareEvent event = XaPrepareEvent.decode(reader);
        xid = event.xid();
        return end("XA PREPARE", event.isOnePhase() ? Decoded.XA_COMMITTED_AT_ONCE : Decoded.XA_PREPARED);
    }

    private Decoded unknown() {
        if ((header.flags & EventHeader.MAY_BE_IGNORED) != 0) {
            return Decoded.OTHER;
        }
        throw new DecodeException(
                header.offset,
                "event type: expected one that is known or may be ignored, found number " + header.type
                        + "; the server is newer than this version, or a plugin of it writes events of its own");
    }

    /**
     * Whether the event is a table map whose bytes were checked when they came first, at the place that is next: then its checksum
     * says no more, and it is in force. Single-row statements have one each.
     */
    private boolean isRepeatedTableMap(BinlogFormat known, int length) {
        if (header.type != EventType.TABLE_MAP || length < EventHeader.BYTES + CRC_BYTES || !position.isNext(header)) {
            return false;
        }
        int body = header.offset + EventHeader.BYTES;
        reader.wrap(reader.buffer(), body, length - EventHeader.BYTES - CRC_BYTES);
        return tables.announceAgain(reader, hasWideTableIds(known));
    }

    private boolean hasChecksum(byte[] buffer, int offset, int length) {
        if (length < EventHeader.BYTES + CRC_BYTES) {
            return false;
        }
        try {
            BinlogFormat.requireChecksum(buffer, offset, length, crc);
            return true;
        } catch (DecodeException other) {
            return false;
        }
    }

    private static boolean hasWideTableIds(@Nullable BinlogFormat known) {
        return known == null || known.hasWideTableIds();
    }

    private void requireTransaction(String event) {
        if (!inTransaction) {
            throw new DecodeException(header.offset, event + ": expected the begin of a transaction first, found none");
        }
    }

    private void requireNoTransaction(String event) {
        if (inTransaction) {
            throw new DecodeException(
                    header.offset, event + ": expected the end of the transaction before it, found none");
        }
    }
}
