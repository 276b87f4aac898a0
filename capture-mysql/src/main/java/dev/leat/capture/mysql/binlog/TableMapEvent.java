package dev.leat.capture.mysql.binlog;

import dev.leat.api.DecodeException;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What columns the rows behind it have ({@code Table_map_event} in MySQL's {@code libs/mysql/binlog/event/rows_event.h}).
 *
 * <pre>
 *   Int48   table_id
 *   Int16   flags
 *   Int8    length | database name | 0
 *   Int8    length | table name | 0
 *   packed  column count
 *   Byten   column types
 *   packed  length | metadata: no, one or two bytes per column, as the type has it
 *   bits    a bit per column, the lowest first: whether null is allowed
 *           {@link TableMetadata} up to the end
 * </pre>
 *
 * @param tableId the server's number of this version of the table
 * @param columns in the order of the rows' values
 * @param hasNames whether the log carries the columns' names: {@code binlog_row_metadata=FULL}
 * @param key indexes of the primary key's columns, in its order; empty when there is none, or it was not logged
 * @param keyPrefixes for each of them how many characters of it the key has; 0 for the whole value
 */
public record TableMapEvent(
        long tableId,
        TableId table,
        List<WireColumn> columns,
        boolean hasNames,
        List<Integer> key,
        List<Integer> keyPrefixes) {
    private static final int REAL_TYPE_BITS = 0x30;
    private static final int BYTE_BITS = 8;

    /**
     * The same with columns from elsewhere, which have names.
     *
     * @param told as many as there are
     * @param primaryKey indexes of its columns, in its order
     */
    public TableMapEvent withColumns(List<WireColumn> told, List<Integer> primaryKey) {
        if (told.size() != columns.size()) {
            throw new IllegalArgumentException(
                    table + " has " + columns.size() + " columns in the log, not " + told.size());
        }
        return new TableMapEvent(
                tableId, table, List.copyOf(told), true, primaryKey, Collections.nCopies(primaryKey.size(), 0));
    }

    /** @param reader stands behind the header */
    static TableMapEvent decode(EventReader reader, boolean wideTableIds, boolean isMariaDb) {
        long tableId = wideTableIds ? reader.u48("table_id") : reader.u32("table_id");
        reader.u16("flags");
        String database = reader.name("database name");
        String table = reader.name("table name");
        int count = reader.packedCount("column count");
        int types = reader.slice(count, "column types");
        int metadataLength = reader.packedCount("length of the metadata");
        int metadataEnd = reader.position() + metadataLength;
        int[] type = new int[count];
        int[] metadata = new int[count];
        for (int i = 0; i < count; i++) {
            type[i] = reader.buffer()[types + i] & 0xFF;
            readMetadata(reader, type, metadata, i);
        }
        if (reader.position() != metadataEnd) {
            throw new DecodeException(
                    reader.position(), "metadata: expected " + metadataLength + " bytes for the types, found others");
        }
        int nullable = reader.slice((count + BYTE_BITS - 1) / BYTE_BITS, "null bits");
        TableMetadata optional = TableMetadata.decode(reader, type, isMariaDb);
        List<WireColumn> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean isNullable = (reader.buffer()[nullable + i / BYTE_BITS] >> (i % BYTE_BITS) & 1) != 0;
            columns.add(optional.column(i, type[i], metadata[i], isNullable));
        }
        return new TableMapEvent(
                tableId,
                new TableId(database, table),
                List.copyOf(columns),
                optional.hasNames(),
                optional.key(),
                optional.keyPrefixes());
    }

    /**
     * One or two bytes, in the type's own order. {@code CHAR}, {@code ENUM} and {@code SET} are all logged as STRING: the first
     * byte is the real type, of which two bits are the inverted upper bits of a length from 256 on.
     */
    private static void readMetadata(EventReader reader, int[] type, int[] metadata, int i) {
        switch (type[i]) {
            case WireType.STRING, WireType.ENUM, WireType.SET -> {
                int first = reader.u8("metadata");
                int second = reader.u8("metadata");
                if ((first & REAL_TYPE_BITS) == REAL_TYPE_BITS) {
                    type[i] = first;
                    metadata[i] = second;
                } else {
                    type[i] = first | REAL_TYPE_BITS;
                    metadata[i] = second | ((first & REAL_TYPE_BITS) ^ REAL_TYPE_BITS) << 4;
                }
            }
            case WireType.NEWDECIMAL,
                    WireType.VARCHAR,
                    WireType.VAR_STRING,
                    WireType.BIT,
                    WireType.VARCHAR_COMPRESSED -> metadata[i] = reader.u16("metadata");
            case WireType.FLOAT,
                    WireType.DOUBLE,
                    WireType.TIMESTAMP2,
                    WireType.DATETIME2,
                    WireType.TIME2,
                    WireType.TINY_BLOB,
                    WireType.MEDIUM_BLOB,
                    WireType.LONG_BLOB,
                    WireType.BLOB,
                    WireType.BLOB_COMPRESSED,
                    WireType.JSON,
                    WireType.GEOMETRY,
                    WireType.VECTOR -> metadata[i] = reader.u8("metadata");
            default -> metadata[i] = 0;
        }
        WireType.width(type[i], metadata[i], reader.position() - 1);
    }
}
