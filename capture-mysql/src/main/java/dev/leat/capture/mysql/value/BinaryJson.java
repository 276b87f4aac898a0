package dev.leat.capture.mysql.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.DecodeException;
import dev.leat.api.change.ValueWriter;
import dev.leat.api.json.Integers;

/**
 * MySQL's binary JSON ({@code sql-common/json_binary.h}). Numbers have their lowest byte first; offsets are 2 bytes wide in
 * small containers and 4 in large ones, and count from the container's first byte.
 *
 * <pre>
 *   document:   Int8 type | value
 *   object:     count | size in bytes | count times (offset of the key, Int16 its length)
 *               | count times (Int8 type, offset of the value or the value itself) | keys | values
 *   array:      count | size in bytes | count times (Int8 type, offset or value) | values
 *   string:     length, seven bits per byte, the lowest first, the eighth bit: another follows | UTF-8
 *   opaque:     Int8 type of the column that it came from | length as of a string | its bytes
 * </pre>
 *
 * In place of an offset: literals and numbers of 16 bits; in large containers those of 32 bits too.
 */
final class BinaryJson {
    static final int SMALL_OBJECT = 0x0;
    static final int LARGE_OBJECT = 0x1;
    static final int SMALL_ARRAY = 0x2;
    static final int LARGE_ARRAY = 0x3;
    private static final int LITERAL = 0x4;
    private static final int INT16 = 0x5;
    private static final int UINT16 = 0x6;
    private static final int INT32 = 0x7;
    private static final int UINT32 = 0x8;
    private static final int INT64 = 0x9;
    private static final int UINT64 = 0xA;
    private static final int DOUBLE = 0xB;
    private static final int STRING = 0xC;
    private static final int OPAQUE = 0xF;

    /** What the servers allow. */
    static final int MAX_DEPTH = 100;

    private static final byte[] BASE64 = "base64:type".getBytes(US_ASCII);
    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(US_ASCII);
    private static final int MAX_DECIMAL_LENGTH = 80;
    private static final int MAX_PRECISION = 65;
    private static final int MAX_SCALE = 30;

    private final byte[] bytes;
    private final int end;
    private final ValueWriter out;

    /**
     * How many bytes the values may still have: no two share a byte, so that a document is not pushed in more bytes than it
     * has. Offsets that were made up could make one that never ends.
     */
    private final Budget budget;

    private BinaryJson(byte[] bytes, int end, ValueWriter out, Budget budget) {
        this.bytes = bytes;
        this.end = end;
        this.out = out;
        this.budget = budget;
    }

    /** Bytes that may still be pushed. */
    static final class Budget {
        private long left;

        Budget(long bytes) {
            left = bytes;
        }

        boolean spend(long bytes) {
            left -= bytes;
            return left >= 0;
        }
    }

    static boolean isContainer(int type) {
        return type >= SMALL_OBJECT && type <= LARGE_ARRAY;
    }

    /** Pushes a document. */
    static void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length < 2) {
            throw malformed(offset);
        }
        write(bytes, bytes[offset], offset + 1, offset + length, 0, out, new Budget(length));
    }

    /** Pushes a value of this type, whose bytes begin at {@code at}. */
    static void write(byte[] bytes, int type, int at, int end, int depth, ValueWriter out, Budget budget) {
        new BinaryJson(bytes, end, out, budget).value(type, at, depth);
    }

    /** How many elements a container has whose entries lie before {@code end}. */
    static int count(byte[] bytes, int type, int at, int end) {
        int width = offsetWidth(type);
        if (end - at < 2 * width) {
            throw malformed(at);
        }
        long count = LittleEndian.unsigned(bytes, at, width);
        long size = LittleEndian.unsigned(bytes, at + width, width);
        long entry = 1L + width + (isObject(type) ? width + 2 : 0);
        if (size > end - at || 2L * width + count * entry > size) {
            throw malformed(at);
        }
        return (int) count;
    }

    static boolean isObject(int type) {
        return type <= LARGE_OBJECT;
    }

    static int offsetWidth(int type) {
        return (type & 1) == 0 ? 2 : 4;
    }

    /** Where an element's type stands; the offset or value follows. */
    static int entryAt(int type, int at, int count, int index) {
        int width = offsetWidth(type);
        int keys = isObject(type) ? count * (width + 2) : 0;
        return at + 2 * width + keys + index * (1 + width);
    }

    /** Where a key begins. */
    static int keyAt(byte[] bytes, int type, int at, int end, int index) {
        int width = offsetWidth(type);
        int entry = at + 2 * width + index * (width + 2);
        long offset = LittleEndian.unsigned(bytes, entry, width);
        int length = LittleEndian.u16(bytes, entry + width);
        if (offset > end - at || length > end - at - offset) {
            throw malformed(entry);
        }
        return at + (int) offset;
    }

    static int keyLength(byte[] bytes, int type, int at, int index) {
        int width = offsetWidth(type);
        return LittleEndian.u16(bytes, at + 2 * width + index * (width + 2) + width);
    }

    /** Where an element's value begins. */
    static int valueAt(byte[] bytes, int type, int at, int end, int entry) {
        int width = offsetWidth(type);
        int elementType = bytes[entry];
        boolean inPlace = switch (elementType) {
            case LITERAL, INT16, UINT16 -> true;
            case INT32, UINT32 -> width == 4;
            default -> false;
        };
        if (inPlace) {
            return entry + 1;
        }
        long offset = LittleEndian.unsigned(bytes, entry + 1, width);
        if (offset >= end - at || offset < 2L * width) {
            throw malformed(entry);
        }
        return at + (int) offset;
    }

    private void value(int type, int at, int depth) {
        switch (type) {
            case SMALL_OBJECT, LARGE_OBJECT, SMALL_ARRAY, LARGE_ARRAY -> container(type, at, depth);
            case LITERAL -> literal(at);
            case INT16 -> out.int64((short) LittleEndian.u16(bytes, at(at, 2)));
            case UINT16 -> out.int64(LittleEndian.u16(bytes, at(at, 2)));
            case INT32 -> out.int64(LittleEndian.i32(bytes, at(at, 4)));
            case UINT32 -> out.int64(Integer.toUnsignedLong(LittleEndian.i32(bytes, at(at, 4))));
            case INT64 -> out.int64(LittleEndian.i64(bytes, at(at, 8)));
            case UINT64 -> out.uint64(LittleEndian.i64(bytes, at(at, 8)));
            case DOUBLE -> number(Double.longBitsToDouble(LittleEndian.i64(bytes, at(at, 8))), at);
            case STRING -> {
                int start = afterLength(at);
                int length = length(at, start);
                out.text(bytes, start, length);
            }
            case OPAQUE -> opaque(at);
            default -> throw malformed(at);
        }
    }

    private void container(int type, int at, int depth) {
        if (depth >= MAX_DEPTH) {
            throw new DecodeException(at, "json: expected at most " + MAX_DEPTH + " levels, found more");
        }
        int count = count(bytes, type, at, end);
        spend(at, 2L * offsetWidth(type) + (long) count * (1 + offsetWidth(type)));
        boolean isObject = isObject(type);
        if (isObject) {
            out.beginObject();
        } else {
            out.beginArray();
        }
        for (int i = 0; i < count; i++) {
            int entry = entryAt(type, at, count, i);
            if (isObject) {
                int keyLength = keyLength(bytes, type, at, i);
                spend(at, keyLength);
                out.name(bytes, keyAt(bytes, type, at, end, i), keyLength);
            }
            value(bytes[entry], valueAt(bytes, type, at, end, entry), depth + 1);
        }
        if (isObject) {
            out.endObject();
        } else {
            out.endArray();
        }
    }

    private void literal(int at) {
        int literal = bytes[at(at, 1)];
        switch (literal) {
            case 0 -> out.nullValue();
            case 1 -> out.bool(true);
            case 2 -> out.bool(false);
            default -> throw malformed(at);
        }
    }

    private void number(double value, int at) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw malformed(at);
        }
        byte[] digits = out.scratch(ShortestDigits.MAX_LENGTH);
        out.number(digits, 0, ShortestDigits.writeLikeServer(value, digits, 0));
    }

    private void opaque(int at) {
        int type = bytes[at(at, 1)] & 0xFF;
        int start = afterLength(at + 1);
        int length = length(at + 1, start);
        switch (type) {
            case WireType.NEWDECIMAL -> decimal(start, length);
            case WireType.DATE, WireType.TIME, WireType.DATETIME, WireType.TIMESTAMP -> {
                Malformed.requireLength(start, "json: date or time", Long.BYTES, length);
                temporal(type, start);
            }
            default -> base64(type, start, length);
        }
    }

    /** Int8 precision | Int8 scale | the decimal as in a column. */
    private void decimal(int at, int length) {
        if (length < 2) {
            throw malformed(at);
        }
        int precision = bytes[at];
        int scale = bytes[at + 1];
        if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > MAX_SCALE || scale > precision) {
            throw malformed(at);
        }
        DecimalDecoder decimal = new DecimalDecoder(precision, scale);
        Malformed.requireLength(at, "json: decimal", DecimalDecoder.width(precision, scale), length - 2);
        byte[] digits = out.scratch(MAX_DECIMAL_LENGTH);
        out.number(digits, 0, decimal.write(bytes, at + 2, digits));
    }

    /**
     * The number of {@code TIME_to_longlong_packed} in {@code mysys/my_time.cc}; always printed with six digits of fraction, as
     * the server does.
     */
    private void temporal(int type, int at) {
        long packed = LittleEndian.i64(bytes, at);
        long absolute = Math.abs(packed);
        int micros = (int) (absolute & 0xFF_FFFF);
        int time = (int) (absolute >> 24) & 0x1_FFFF;
        byte[] text = out.scratch(DateTimes.MAX_LENGTH);
        if (type == WireType.TIME) {
            int hms = (int) (absolute >> 24 & 0x3F_FFFF);
            long span = TimeDecoder.micros(at, hms >> 12, hms >> 6 & 0x3F, hms & 0x3F, micros);
            out.text(text, 0, TimeDecoder.writeSpan(packed < 0 ? -span : span, DateTimes.MAX_FRACTION_DIGITS, text, 0));
            return;
        }
        long date = absolute >> 41;
        int yearMonth = (int) Math.min(date >> 5, Integer.MAX_VALUE);
        int year = yearMonth / 13;
        int month = yearMonth % 13;
        int day = (int) date & 0x1F;
        DateTimes.requireDate(at, "json: date", year, month, day);
        DateTimes.requireTime(at, "json: time", time >> 12, time >> 6 & 0x3F, time & 0x3F, micros);
        int to = DateTimes.writeDate(year, month, day, text, 0);
        if (type != WireType.DATE) {
            text[to++] = ' ';
            to = DateTimes.writeTime(
                    time >> 12, time >> 6 & 0x3F, time & 0x3F, micros, DateTimes.MAX_FRACTION_DIGITS, text, to);
        }
        out.text(text, 0, to);
    }

    private void base64(int type, int at, int length) {
        byte[] text = out.scratch(BASE64.length + 4 + (length + 2) / 3 * 4);
        System.arraycopy(BASE64, 0, text, 0, BASE64.length);
        int to = Integers.put(text, BASE64.length, type);
        text[to++] = ':';
        for (int i = 0; i < length; i += 3) {
            int left = Math.min(3, length - i);
            int group = 0;
            for (int j = 0; j < 3; j++) {
                group = group << 8 | (j < left ? bytes[at + i + j] & 0xFF : 0);
            }
            for (int j = 0; j < 4; j++) {
                text[to++] = j <= left ? DIGITS[(group >> (18 - 6 * j)) & 0x3F] : (byte) '=';
            }
        }
        out.text(text, 0, to);
    }

    /** Where the bytes begin behind the length at {@code at}. */
    private int afterLength(int at) {
        for (int i = at; i < at + 5; i++) {
            if (bytes[at(i, 1)] >= 0) {
                return i + 1;
            }
        }
        throw malformed(at);
    }

    private int length(int at, int start) {
        long length = 0;
        for (int i = start - 1; i >= at; i--) {
            length = (length << 7) | (bytes[i] & 0x7F);
        }
        if (length > end - start) {
            throw malformed(at);
        }
        spend(at, length);
        return (int) length;
    }

    private int at(int at, int width) {
        if (end - at < width) {
            throw malformed(at);
        }
        return at;
    }

    private void spend(int at, long count) {
        if (!budget.spend(count)) {
            throw malformed(at);
        }
    }

    static DecodeException malformed(int at) {
        return Malformed.value(at, "json");
    }
}
