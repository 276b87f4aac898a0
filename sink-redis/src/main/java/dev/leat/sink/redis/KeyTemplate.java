package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How rows are named: literal text and the table's name around the row's key text.
 *
 * @param text as in the file
 * @param before what stands before the key
 * @param behind what stands behind it
 */
record KeyTemplate(String text, String before, String behind) {
    static final String DEFAULT = "{table}:{key}";

    private static final String TABLE = "{table}";
    private static final String KEY = "{key}";

    /**
     * Takes a template apart.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static KeyTemplate parse(String text) {
        int at = text.indexOf(KEY);
        if (at < 0 || at != text.lastIndexOf(KEY)) {
            throw new IllegalArgumentException("key must contain " + KEY + " exactly once, as in " + DEFAULT);
        }
        return new KeyTemplate(text, text.substring(0, at), text.substring(at + KEY.length()));
    }

    /**
     * The keys of one table. Without its name in the template they may be those of another table too: see
     * {@link KeyCollisions}.
     *
     * @param table what {@code {table}} stands for
     * @param parts how many columns its key has
     */
    TableKeys keys(String table, int parts) {
        String prefix = before.replace(TABLE, table);
        String suffix = behind.replace(TABLE, table);
        return new TableKeys(prefix.getBytes(UTF_8), suffix.getBytes(UTF_8), parts);
    }
}
