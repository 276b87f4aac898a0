package dev.leat.capture.mysql.binlog;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableSchema;

/**
 * Rows events ({@code Rows_event} in MySQL's {@code libs/mysql/binlog/event/rows_event.h}, {@code Rows_log_event} in MariaDB's
 * {@code sql/log_event.h}):
 *
 * <pre>
 *   Int48   table_id
 *   Int16   flags: 1 STMT_END_F, the last of its statement
 *   Int16   version 2: length of the extra data, with these two bytes | extra data
 *   packed  width: column count
 *   bits    columns in each image: of the old row for DELETE and UPDATE, else of the new row
 *   bits    UPDATE: columns in each new image
 *           rows up to the end: for UPDATE an old image, then a new one; MariaDB's compressed events: {@link Zlib}
 * </pre>
 *
 * A column that is in no image was not logged ({@code binlog_row_image}): it is unchanged in an UPDATE, and in an INSERT it has
 * its default, which the engine reads. The rows of an event are copied into the batch at once. Single-threaded.
 */
final class RowsDecoder {
    /** The number of an event that only ends its statement. */
    private static final long NO_TABLE = 0xFF_FFFF;

    private static final int NO_BITMAP = -1;

    private final TableMaps tables;
    private final EventReader inflated = new EventReader();
    private final ImageWalker walker = new ImageWalker();

    RowsDecoder(TableMaps tables) {
        this.tables = tables;
    }

    /** @param reader stands behind the header */
    Decoded decode(EventReader reader, RowsEventType type, boolean wideTableIds, ChangeBatchBuilder builder) {
        int at = reader.position();
        long id = wideTableIds ? reader.u48("table_id") : reader.u32("table_id");
        reader.u16("flags");
        if (type.hasExtraData) {
            reader.slice(reader.u16("length of the extra data") - 2, "extra data");
        }
        int width = reader.packedInt("width");
        if (id == NO_TABLE && width == 0) {
            return Decoded.OTHER;
        }
        CompiledTable table = tables.find(id, at);
        if (width != table.widths.length) {
            throw reader.unexpected("width", table.widths.length + " columns as announced", width);
        }
        int first = reader.slice((width + 7) / 8, "columns in each image");
        int second = type.operation == Operation.UPDATE
                ? reader.slice((width + 7) / 8, "columns in each new image")
                : NO_BITMAP;
        byte[] bitmaps = reader.buffer();
        EventReader rows = type.isCompressed ? inflate(reader) : reader;
        walker.begin(table, bitmaps, first, second, rows);
        boolean isPartial = type == RowsEventType.PARTIAL_UPDATE;
        TableSchema schema = table.schema;
        if (schema == null) {
            skipRows(table, rows, type.operation, isPartial, builder);
        } else {
            walker.copyInto(builder);
            rows(rows, type.operation, isPartial, schema, builder);
        }
        return Decoded.CHANGE;
    }

    private EventReader inflate(EventReader reader) {
        byte[] rows = Zlib.inflate(reader.buffer(), reader.position(), reader.remaining());
        inflated.wrap(rows, 0, rows.length);
        return inflated;
    }

    private void rows(
            EventReader reader,
            Operation operation,
            boolean isPartial,
            TableSchema schema,
            ChangeBatchBuilder builder) {
        boolean hasBefore = operation != Operation.INSERT;
        BeforeImage before =
                !hasBefore ? BeforeImage.ABSENT : walker.firstHasAll() ? BeforeImage.FULL : BeforeImage.KEY;
        if (walker.firstLacksKey(schema)) {
            throw keyNotLogged(schema);
        }
        boolean hasAfter = operation != Operation.DELETE;
        while (reader.remaining() > 0) {
            int start = reader.position();
            builder.open(operation, schema, hasAfter, before);
            if (hasBefore) {
                walker.before(reader, before == BeforeImage.KEY, schema, builder);
            }
            if (hasAfter) {
                if (isPartial) {
                    walker.partialAfter(reader, start, schema, builder);
                } else {
                    walker.after(reader, builder);
                }
            }
            requireProgress(reader, start);
            builder.close();
        }
    }

    /** Rows of a table that is not captured have ordinals, too; where they cannot be told apart, one together. */
    private void skipRows(
            CompiledTable table,
            EventReader reader,
            Operation operation,
            boolean isPartial,
            ChangeBatchBuilder builder) {
        if (table.isOpaque) {
            builder.skip();
            return;
        }
        while (reader.remaining() > 0) {
            int start = reader.position();
            walker.skipFirst(reader);
            if (operation == Operation.UPDATE) {
                walker.skipSecond(reader, isPartial);
            }
            requireProgress(reader, start);
            builder.skip();
        }
    }

    private static void requireProgress(EventReader reader, int start) {
        if (reader.position() == start) {
            throw new DecodeException(start, "row: expected at least one column in its image, found none");
        }
    }

    private static CdcException keyNotLogged(TableSchema schema) {
        return new CdcException(
                ErrorKind.SETUP,
                "rows of " + schema.table()
                        + " were logged without their key; give the table a primary key, or SET GLOBAL"
                        + " binlog_row_image = FULL and in all sessions");
    }
}
