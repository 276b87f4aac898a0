package dev.leat.api.json;

import dev.leat.api.change.ValueWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing byte array that takes values and writes them as JSON in UTF-8, without white space. Commas are put where they
 * belong. Single-threaded; reused by {@link #clear}.
 */
public final class JsonBuffer implements ValueWriter {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final byte[] BASE64 = base64Alphabet();
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int WORD = Long.BYTES;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long SPACES = ' ' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    /** For each byte below 0x80: 0 when it stands for itself in a JSON string, else the letter of its escape or 'u'. */
    private static final byte[] ESCAPES = escapes();

    private byte[] array;
    private int length;
    private boolean needsComma;
    private byte[] scratch = new byte[64];

    /** An empty buffer with this capacity in bytes. */
    public JsonBuffer(int capacity) {
        array = new byte[Math.max(16, capacity)];
    }

    /** The bytes written so far are the first {@link #length} of this array, which is replaced when it grows. */
    public byte[] array() {
        return array;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Forgets everything that was written. */
    public void clear() {
        length = 0;
        needsComma = false;
    }

    /** Drops everything behind the first {@code newLength} bytes. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** Writes one ASCII character that is no value: the caller's own punctuation. The next value gets no comma. */
    public void raw(char ascii) {
        ensure(1);
        array[length++] = (byte) ascii;
        needsComma = false;
    }

    /** Writes bytes that are no value, as they stand. The next value gets no comma. */
    public void raw(byte[] bytes, int offset, int count) {
        ensure(count);
        System.arraycopy(bytes, offset, array, length, count);
        length += count;
        needsComma = false;
    }

    /** Writes a member name that was encoded before, {@code "name":}. */
    public void member(byte[] encoded) {
        int count = encoded.length;
        ensure(1 + count);
        byte[] out = array;
        int at = separated(out, length);
        System.arraycopy(encoded, 0, out, at, count);
        length = at + count;
        needsComma = false;
    }

    @Override
    public void nullValue() {
        value(NULL, 0, NULL.length);
    }

    @Override
    public void bool(boolean value) {
        byte[] text = value ? TRUE : FALSE;
        value(text, 0, text.length);
    }

    @Override
    public void int64(long value) {
        ensure(1 + Integers.MAX_LENGTH);
        length = Integers.put(array, separated(array, length), value);
        needsComma = true;
    }

    @Override
    public void uint64(long value) {
        if (value >= 0) {
            int64(value);
            return;
        }
        long quotient = Long.divideUnsigned(value, 10);
        int64(quotient);
        ensure(1);
        array[length++] = (byte) ('0' + (value - quotient * 10));
    }

    @Override
    public void number(byte[] ascii, int offset, int count) {
        value(ascii, offset, count);
    }

    @Override
    public void json(byte[] utf8, int offset, int count) {
        value(utf8, offset, count);
    }

    @Override
    public void text(byte[] utf8, int offset, int count) {
        ensure(3L + count);
        byte[] out = array;
        int at = separated(out, length);
        out[at++] = '"';
        int end = offset + count;
        int from = offset;
        while (from < end) {
            int left = end - from;
            if (left >= WORD) {
                long word = (long) WORDS.get(utf8, from);
                if (standsForItself(word)) {
                    WORDS.set(out, at, word);
                    at += WORD;
                    from += WORD;
                    continue;
                }
            }
            for (int stop = from + Math.min(WORD, left); from < stop; from++) {
                byte b = utf8[from];
                if (b < 0 || ESCAPES[b] == 0) {
                    out[at++] = b;
                } else {
                    length = at;
                    escape(b, end - from);
                    out = array;
                    at = length;
                }
            }
        }
        out[at++] = '"';
        length = at;
        needsComma = true;
    }

    /** Whether none of eight bytes is a control character, a quotation mark or a backslash. */
    private static boolean standsForItself(long word) {
        long quote = word ^ QUOTES;
        long backslash = word ^ BACKSLASHES;
        long found = ((word - SPACES) & ~word) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
        return (found & HIGH_BITS) == 0;
    }

    @Override
    public void octets(byte[] bytes, int offset, int count) {
        separate();
        long encoded = 4L * ((count + 2L) / 3) + 2;
        if (encoded > MAX_LENGTH - length) {
            throw tooLarge();
        }
        ensure(encoded);
        byte[] out = array;
        int at = length;
        out[at++] = '"';
        int i = offset;
        int end = offset + count;
        for (; i + 2 < end; i += 3) {
            int bits = (bytes[i] & 0xff) << 16 | (bytes[i + 1] & 0xff) << 8 | (bytes[i + 2] & 0xff);
            out[at++] = BASE64[bits >>> 18];
            out[at++] = BASE64[(bits >>> 12) & 63];
            out[at++] = BASE64[(bits >>> 6) & 63];
            out[at++] = BASE64[bits & 63];
        }
        if (i < end) {
            int bits = (bytes[i] & 0xff) << 16 | (i + 1 < end ? (bytes[i + 1] & 0xff) << 8 : 0);
            out[at++] = BASE64[bits >>> 18];
            out[at++] = BASE64[(bits >>> 12) & 63];
            out[at++] = i + 1 < end ? BASE64[(bits >>> 6) & 63] : (byte) '=';
            out[at++] = '=';
        }
        out[at++] = '"';
        length = at;
        needsComma = true;
    }

    @Override
    public void beginArray() {
        separate();
        raw('[');
    }

    @Override
    public void endArray() {
        raw(']');
        needsComma = true;
    }

    @Override
    public void beginObject() {
        separate();
        raw('{');
    }

    @Override
    public void endObject() {
        raw('}');
        needsComma = true;
    }

    @Override
    public void name(byte[] utf8, int offset, int count) {
        text(utf8, offset, count);
        raw(':');
    }

    @Override
    public byte[] scratch(int size) {
        if (size > scratch.length) {
            scratch = new byte[Math.max(2 * scratch.length, size)];
        }
        return scratch;
    }

    private void value(byte[] bytes, int offset, int count) {
        ensure(1L + count);
        byte[] out = array;
        int at = separated(out, length);
        System.arraycopy(bytes, offset, out, at, count);
        length = at + count;
        needsComma = true;
    }

    private void separate() {
        ensure(1);
        length = separated(array, length);
        needsComma = false;
    }

    /** Puts the comma, if one is due, where there is room for it; returns where the value begins. */
    private int separated(byte[] out, int at) {
        if (needsComma) {
            out[at] = ',';
            return at + 1;
        }
        return at;
    }

    /** @param left how many bytes of the text follow, with this one; there is room for them and what closes it then, too */
    private void escape(byte b, int left) {
        ensure(6L + left);
        array[length++] = '\\';
        byte letter = ESCAPES[b];
        array[length++] = letter;
        if (letter == 'u') {
            array[length++] = '0';
            array[length++] = '0';
            array[length++] = HEX[b >> 4];
            array[length++] = HEX[b & 15];
        }
    }

    private void ensure(long more) {
        if (more > array.length - length) {
            long wanted = length + more;
            if (wanted > MAX_LENGTH) {
                throw tooLarge();
            }
            array = Arrays.copyOf(array, (int) Math.min(MAX_LENGTH, Math.max(2L * array.length, wanted)));
        }
    }

    private static OutOfMemoryError tooLarge() {
        return new OutOfMemoryError("a JSON text would pass 2 GiB");
    }

    private static byte[] escapes() {
        byte[] table = new byte[128];
        Arrays.fill(table, 0, 0x20, (byte) 'u');
        table['"'] = '"';
        table['\\'] = '\\';
        table['\b'] = 'b';
        table['\f'] = 'f';
        table['\n'] = 'n';
        table['\r'] = 'r';
        table['\t'] = 't';
        return table;
    }

    private static byte[] base64Alphabet() {
        byte[] table = new byte[64];
        for (int i = 0; i < 26; i++) {
            table[i] = (byte) ('A' + i);
            table[26 + i] = (byte) ('a' + i);
        }
        for (int i = 0; i < 10; i++) {
            table[52 + i] = (byte) ('0' + i);
        }
        table[62] = '+';
        table[63] = '/';
        return table;
    }
}
