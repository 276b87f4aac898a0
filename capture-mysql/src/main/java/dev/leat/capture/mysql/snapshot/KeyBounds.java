package dev.leat.capture.mysql.snapshot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.Row;
import dev.leat.capture.mysql.value.WireColumn;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A key as chunk bounds carry it, in the log's bytes. Sinks store it as the progress of a seeding. It has the columns' types:
 * under another one, or in another order, the bytes would mean another place.
 *
 * <pre>
 *   Int8   number of columns, then for each:
 *   Int8   type | Int16 its metadata | Int8 1: without sign | Int16 collation
 *   Int32  length in bytes
 *   Byten  the value
 *   Int32  CRC-32 of all that
 * </pre>
 */
final class KeyBounds {
    private static final int HEAD_BYTES = 10;
    private static final int MAX_COLUMNS = 127;

    private KeyBounds() {}

    /** The key of a row that has been read. */
    static byte[] of(Row row, ReadTable table) {
        int parts = row.schema().keyColumnCount();
        int size = 1 + Integer.BYTES;
        for (int part = 0; part < parts; part++) {
            int length = row.length(row.schema().keyColumn(part));
            if (length < 0) {
                throw new CdcException(
                        ErrorKind.SETUP, "table " + row.schema().table() + " has null in its key; add a primary key");
            }
            size += HEAD_BYTES + length;
        }
        ByteBuffer bound = ByteBuffer.allocate(size).put((byte) parts);
        for (int part = 0; part < parts; part++) {
            int column = row.schema().keyColumn(part);
            head(table.columns().get(column), bound);
            bound.putInt(row.length(column)).put(row.bytes(), row.offset(column), row.length(column));
        }
        return bound.putInt(checksum(bound.array(), bound.position())).array();
    }

    /** The values of a bound that was made of this table's key. */
    static List<byte[]> decode(byte[] bound, ReadTable table) {
        ByteBuffer in = ByteBuffer.wrap(bound);
        int checkedBytes = bound.length - Integer.BYTES;
        if (checkedBytes < 1 || in.getInt(checkedBytes) != checksum(bound, checkedBytes)) {
            throw damaged(null);
        }
        in.limit(checkedBytes);
        List<byte[]> values = new ArrayList<>();
        boolean isSame = true;
        try {
            int count = in.get();
            if (count < 1 || count > MAX_COLUMNS) {
                throw damaged(null);
            }
            isSame = count == table.schema().keyColumnCount();
            byte[] head = new byte[HEAD_BYTES - Integer.BYTES];
            for (int part = 0; part < count; part++) {
                in.get(head);
                isSame &=
                        isSame && isOf(head, table.columns().get(table.schema().keyColumn(part)));
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw damaged(null);
                }
                byte[] value = new byte[length];
                in.get(value);
                values.add(value);
            }
        } catch (BufferUnderflowException malformed) {
            throw damaged(malformed);
        }
        if (in.hasRemaining()) {
            throw damaged(null);
        }
        if (!isSame) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the key of " + table.schema().table() + " has changed since its seeding began; seed it anew with"
                            + " `leat reseed FILE " + table.schema().table() + "`");
        }
        return values;
    }

    private static void head(WireColumn column, ByteBuffer to) {
        to.put((byte) column.type())
                .putShort((short) column.metadata())
                .put((byte) (column.unsigned() ? 1 : 0))
                .putShort((short) column.collation());
    }

    private static boolean isOf(byte[] head, WireColumn column) {
        ByteBuffer expected = ByteBuffer.allocate(head.length);
        head(column, expected);
        return ByteBuffer.wrap(head).equals(expected.flip());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static CdcException damaged(@Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.DECODE,
                "the stored bounds of a chunk are damaged; seed the table anew with `leat reseed FILE TABLE`",
                cause);
    }
}
