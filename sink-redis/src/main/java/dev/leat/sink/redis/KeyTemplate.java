package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How rows are named: literal text around the table's name and the row's key text.
 *
 * @param text as in the file
 * @param head what stands before the first placeholder
 * @param tableFirst whether the first placeholder is the table's
 * @param middle what stands between the placeholders
 * @param tail what stands behind the second
 */
record KeyTemplate(String text, String head, boolean tableFirst, String middle, String tail) {
    static final String DEFAULT = "{table}:{key}";

    private static final String TABLE = "{table}";
    private static final String KEY = "{key}";

    /**
     * Takes a template apart.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static KeyTemplate parse(String text) {
        int table = once(text, TABLE);
        int key = once(text, KEY);
        boolean tableFirst = table < key;
        int first = Math.min(table, key);
        int second = Math.max(table, key);
        int firstEnd = first + (tableFirst ? TABLE : KEY).length();
        int secondEnd = second + (tableFirst ? KEY : TABLE).length();
        return new KeyTemplate(
                text,
                text.substring(0, first),
                tableFirst,
                text.substring(firstEnd, second),
                text.substring(secondEnd));
    }

    /**
     * The keys of one table.
     *
     * @param table what {@code {table}} stands for
     * @param parts how many columns its key has
     */
    TableKeys keys(String table, int parts) {
        String prefix = tableFirst ? head + table + middle : head;
        String suffix = tableFirst ? tail : middle + table + tail;
        return new TableKeys(prefix.getBytes(UTF_8), suffix.getBytes(UTF_8), parts);
    }

    private static int once(String text, String placeholder) {
        int at = text.indexOf(placeholder);
        if (at < 0 || at != text.lastIndexOf(placeholder)) {
            throw new IllegalArgumentException("key must contain " + placeholder + " exactly once, as in " + DEFAULT);
        }
        return at;
    }
}
