package dev.leat.capture.mysql.binlog;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.value.JsonDiffs;
import dev.leat.capture.mysql.value.ReadsAsNull;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the images of one rows event.
 *
 * <pre>
 *   image:  a bit per column in it, the lowest first: null | the values of the others, as the types have them
 *   new image of a partial update:
 *           packed value_options | if 1: a bit per JSON column of the table: its value is {@link JsonDiffs} | image
 * </pre>
 */
final class ImageWalker {
    private static final int PARTIAL_JSON_UPDATES = 1;
    private static final int ABSENT = -1;
    private static final byte[] NOTHING = {};

    private CompiledTable table;
    private byte[] bytes = NOTHING;
    private byte[] bitmaps = NOTHING;
    private int firstBits;
    private int secondBits;
    private int firstCount;
    private int secondCount;
    private int end;

    /** From an index in the event to one in the batch. */
    private int shift;

    private int from;

    /** Where each JSON column of the old image stands; {@link #ABSENT} where it is null or was not logged. */
    private int[] oldDocuments = {};

    private int[] oldLengths = {};
    private final JsonBuffer document = new JsonBuffer(256);

    ImageWalker() {
        this.table = CompiledTable.NONE;
    }

    /**
     * Begins an event.
     *
     * @param rows stands before the first image
     */
    void begin(CompiledTable announced, byte[] bits, int first, int second, EventReader rows) {
        if (table != announced) {
            table = announced;
        }
        if (bytes != rows.buffer()) {
            bytes = rows.buffer();
        }
        if (bitmaps != bits) {
            bitmaps = bits;
        }
        firstBits = first;
        secondBits = second;
        firstCount = count(first);
        secondCount = second < 0 ? 0 : count(second);
        from = rows.position();
        end = rows.end();
    }

    /** Copies the rows into the batch. */
    void copyInto(ChangeBatchBuilder builder) {
        shift = builder.append(bytes, from, end - from) - from;
    }

    /** Whether the first image has every column of the table. */
    boolean firstHasAll() {
        return firstCount == table.widths.length;
    }

    boolean firstLacksKey(TableSchema schema) {
        if (firstHasAll()) {
            return false;
        }
        int found = 0;
        for (int i = 0; i < table.columns.length; i++) {
            int column = table.columns[i];
            if (column >= 0 && schema.isKeyColumn(column) && isPresent(firstBits, i)) {
                found++;
            }
        }
        return found < schema.keyColumnCount();
    }

    void before(EventReader reader, boolean keyOnly, TableSchema schema, ChangeBatchBuilder builder) {
        // fields in locals: the compiler cannot know that the builder leaves them alone
        int[] widths = table.widths;
        int[] columns = table.columns;
        @Nullable ReadsAsNull[] nullChecks = table.nullChecks;
        byte[] image = bytes;
        int toBatch = shift;
        boolean hasAll = firstCount == widths.length;
        int nulls = reader.slice((firstCount + 7) / 8, "null bits");
        int at = reader.position();
        int bit = 0;
        for (int i = 0; i < widths.length; i++) {
            if (!hasAll && !isPresent(firstBits, i)) {
                continue;
            }
            int column = columns[i];
            if (keyOnly && column >= 0 && !schema.isKeyColumn(column)) {
                column = CompiledTable.LEFT_OUT;
            }
            if ((image[nulls + (bit >> 3)] >> (bit & 7) & 1) != 0) {
                if (column >= 0) {
                    builder.beforeNull(column);
                }
            } else {
                int width = widths[i];
                int length = length(width, at);
                at += width < 0 ? -width : 0;
                if (column >= 0) {
                    ReadsAsNull nullCheck = nullChecks[i];
                    if (nullCheck != null && ReadsAsNull.readsAsNull(nullCheck, image, at, length)) {
                        builder.beforeNull(column);
                    } else {
                        builder.before(column, at + toBatch, length);
                    }
                }
                at += length;
            }
            bit++;
        }
        reader.seek(at);
    }

    void after(EventReader reader, ChangeBatchBuilder builder) {
        boolean isInsert = secondBits < 0;
        int bits = isInsert ? firstBits : secondBits;
        int count = isInsert ? firstCount : secondCount;
        int[] widths = table.widths;
        int[] columns = table.columns;
        @Nullable ReadsAsNull[] nullChecks = table.nullChecks;
        byte[] image = bytes;
        int toBatch = shift;
        boolean hasAll = count == widths.length;
        int nulls = reader.slice((count + 7) / 8, "null bits");
        int at = reader.position();
        int bit = 0;
        for (int i = 0; i < widths.length; i++) {
            int column = columns[i];
            if (!hasAll && !isPresent(bits, i)) {
                if (column >= 0) {
                    builder.afterUnchanged(column);
                }
                continue;
            }
            if ((image[nulls + (bit >> 3)] >> (bit & 7) & 1) != 0) {
                if (column >= 0) {
                    builder.afterNull(column);
                }
            } else {
                int width = widths[i];
                int length = length(width, at);
                at += width < 0 ? -width : 0;
                if (column >= 0) {
                    ReadsAsNull nullCheck = nullChecks[i];
                    if (nullCheck != null && ReadsAsNull.readsAsNull(nullCheck, image, at, length)) {
                        builder.afterNull(column);
                    } else {
                        builder.after(column, at + toBatch, length);
                    }
                }
                at += length;
            }
            bit++;
        }
        reader.seek(at);
    }

    /** The new image of a partial update; the old one, which {@link #before} walked over, began at {@code oldImage}. */
    void partialAfter(EventReader reader, int oldImage, TableSchema schema, ChangeBatchBuilder builder) {
        int partialBits = partialBits(reader);
        if (partialBits == ABSENT) {
            after(reader, builder);
            return;
        }
        findDocuments(oldImage);
        CompiledTable t = table;
        int nulls = reader.slice((secondCount + 7) / 8, "null bits");
        int at = reader.position();
        int bit = 0;
        int json = 0;
        for (int i = 0; i < t.widths.length; i++) {
            int column = t.columns[i];
            boolean isDiff = t.isJson[i] && isSet(bytes, partialBits, json);
            json += t.isJson[i] ? 1 : 0;
            if (!isPresent(secondBits, i)) {
                if (column >= 0) {
                    builder.afterUnchanged(column);
                }
                continue;
            }
            if (isSet(bytes, nulls, bit)) {
                if (column >= 0) {
                    builder.afterNull(column);
                }
            } else {
                int length = length(t.widths[i], at);
                at += t.widths[i] < 0 ? -t.widths[i] : 0;
                if (column >= 0) {
                    if (isDiff) {
                        changedDocument(i, column, at, length, schema, builder);
                    } else {
                        after(t.nullChecks[i], column, at, length, builder);
                    }
                }
                at += length;
            }
            bit++;
        }
        reader.seek(at);
    }

    void skipFirst(EventReader reader) {
        skip(reader, firstBits, firstCount);
    }

    void skipSecond(EventReader reader, boolean isPartial) {
        if (isPartial) {
            partialBits(reader);
        }
        skip(reader, secondBits, secondCount);
    }

    private void skip(EventReader reader, int bits, int count) {
        CompiledTable t = table;
        int nulls = reader.slice((count + 7) / 8, "null bits");
        int at = reader.position();
        int bit = 0;
        for (int i = 0; i < t.widths.length; i++) {
            if (isPresent(bits, i)) {
                if (!isSet(bytes, nulls, bit)) {
                    int length = length(t.widths[i], at);
                    at += length + (t.widths[i] < 0 ? -t.widths[i] : 0);
                }
                bit++;
            }
        }
        reader.seek(at);
    }

    /** Where the bits of the JSON columns stand whose values are diffs; {@link #ABSENT} if none is. */
    private int partialBits(EventReader reader) {
        long options = reader.packed("value_options");
        if (options == 0) {
            return ABSENT;
        }
        if (options != PARTIAL_JSON_UPDATES) {
            throw reader.unexpected("value_options", "0 or 1", options);
        }
        return reader.slice((table.jsonCount + 7) / 8, "partial_bits");
    }

    /** Finds the documents of an old image that was walked over before, so that it is known to be whole. */
    private void findDocuments(int oldImage) {
        CompiledTable t = table;
        if (oldDocuments.length < t.widths.length) {
            oldDocuments = new int[t.widths.length];
            oldLengths = new int[t.widths.length];
        }
        Arrays.fill(oldDocuments, ABSENT);
        int at = oldImage + (firstCount + 7) / 8;
        int bit = 0;
        for (int i = 0; i < t.widths.length; i++) {
            if (!isPresent(firstBits, i)) {
                continue;
            }
            if (!isSet(bytes, oldImage, bit)) {
                int length = length(t.widths[i], at);
                at += t.widths[i] < 0 ? -t.widths[i] : 0;
                oldDocuments[i] = at;
                oldLengths[i] = length;
                at += length;
            }
            bit++;
        }
    }

    private void changedDocument(
            int index, int column, int at, int length, TableSchema schema, ChangeBatchBuilder builder) {
        int old = oldDocuments[index];
        if (old == ABSENT) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "column " + schema.column(column).name() + " of " + schema.table()
                            + " was logged as a change to a document that was not logged; SET GLOBAL binlog_row_image = FULL or"
                            + " binlog_row_value_options = '', and in all sessions");
        }
        if (length == 0) { // nothing in it changed
            builder.after(column, old + shift, oldLengths[index]);
            return;
        }
        document.clear();
        JsonDiffs.apply(bytes, old, oldLengths[index], at, length, document);
        builder.after(column, builder.append(document.array(), 0, document.length()), document.length());
    }

    private void after(@Nullable ReadsAsNull nullCheck, int column, int at, int length, ChangeBatchBuilder builder) {
        if (nullCheck != null && ReadsAsNull.readsAsNull(nullCheck, bytes, at, length)) {
            builder.afterNull(column);
        } else {
            builder.after(column, at + shift, length);
        }
    }

    /** A value's length without what stands in front of it; the value is there. */
    private int length(int width, int at) {
        int left = end - at;
        int length = width;
        if (width < 0) {
            left += width;
            if (left < 0) {
                throw truncated(at, -width, end - at);
            }
            length = bytes[at] & 0xFF;
            if (width < -1) {
                length |= (bytes[at + 1] & 0xFF) << 8;
                if (width < -2) {
                    length |= (bytes[at + 2] & 0xFF) << 16;
                    if (width < -3) {
                        length |= bytes[at + 3] << 24;
                    }
                }
            }
        }
        if (length < 0 || length > left) {
            throw truncated(at, length, left);
        }
        return length;
    }

    private boolean isPresent(int bits, int column) {
        return isSet(bitmaps, bits, column);
    }

    private static boolean isSet(byte[] bits, int at, int index) {
        return (bits[at + (index >> 3)] >> (index & 7) & 1) != 0;
    }

    private int count(int bits) {
        int width = table.widths.length;
        int count = 0;
        for (int i = 0; i < width >> 3; i++) {
            count += Integer.bitCount(bitmaps[bits + i] & 0xFF);
        }
        int rest = width & 7;
        return rest == 0 ? count : count + Integer.bitCount(bitmaps[bits + (width >> 3)] & ((1 << rest) - 1));
    }

    private static DecodeException truncated(int at, int expected, int found) {
        return new DecodeException(
                at,
                "column value: expected " + Integer.toUnsignedString(expected) + " bytes, found " + found
                        + " left in the event");
    }
}
