package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The names of one table's rows: a fixed beginning, the row's key text, a fixed end. Immutable. */
final class TableKeys {
    private final byte[] prefix;
    private final byte[] suffix;
    private final int parts;

    /**
     * @param parts how many columns the key has
     */
    TableKeys(byte[] prefix, byte[] suffix, int parts) {
        this.prefix = prefix.clone();
        this.suffix = suffix.clone();
        this.parts = parts;
    }

    /** What every key begins with. Not to be changed. */
    byte[] prefix() {
        return prefix;
    }

    /** What every key ends with. Not to be changed. */
    byte[] suffix() {
        return suffix;
    }

    /** How many columns the key has. */
    int parts() {
        return parts;
    }

    /** Whether a key that is there may be a row of this table: what is between beginning and end is a text of its key. */
    boolean owns(byte[] key) {
        int end = key.length - suffix.length;
        if (end < prefix.length
                || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)
                || !Arrays.equals(key, end, key.length, suffix, 0, suffix.length)) {
            return false;
        }
        int found = 1;
        for (int i = prefix.length; i < end; i++) {
            if (key[i] == ':') {
                found++;
            } else if (key[i] == '\\') {
                i++;
                if (i == end || (key[i] != '\\' && key[i] != ':')) {
                    return false;
                }
            }
        }
        return found == parts;
    }

    /** A pattern for SCAN that matches every key of this table, and possibly others. */
    byte[] pattern() {
        byte[] pattern = new byte[2 * prefix.length + 1 + 2 * suffix.length];
        int length = escape(prefix, pattern, 0);
        pattern[length++] = '*';
        length = escape(suffix, pattern, length);
        return Arrays.copyOf(pattern, length);
    }

    /** A pattern that matches this name alone. */
    static byte[] literal(byte[] name) {
        byte[] pattern = new byte[2 * name.length];
        return Arrays.copyOf(pattern, escape(name, pattern, 0));
    }

    /** A text that differs between two ways to name the rows of a table, such as {@code products:{id}}. */
    String shape(Iterable<String> keyColumns) {
        return new String(prefix, UTF_8) + "{" + String.join(":", keyColumns) + "}" + new String(suffix, UTF_8);
    }

    /** Every key that this table can have. */
    KeyLanguage language() {
        return KeyLanguage.ofRows(prefix, parts, suffix);
    }

    private static int escape(byte[] literal, byte[] out, int at) {
        for (byte b : literal) {
            if (b == '*' || b == '?' || b == '[' || b == ']' || b == '^' || b == '\\') {
                out[at++] = '\\';
            }
            out[at++] = b;
        }
        return at;
    }

    @Override
    public String toString() {
        return new String(pattern(), UTF_8);
    }
}
