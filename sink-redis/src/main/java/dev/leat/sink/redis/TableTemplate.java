package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How streams or channels are named: literal text, with the table's name in it or not. Without it all tables share one.
 *
 * @param text as in the file
 */
record TableTemplate(String text) {
    static final String TABLE = "{table}";

    /**
     * Takes a template.
     *
     * @param option whose value it is, for messages
     * @throws IllegalArgumentException with a message for the user
     */
    static TableTemplate parse(String option, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(option + " is empty; " + TABLE + " gives each table its own");
        }
        if (text.contains("{key}")) {
            throw new IllegalArgumentException(
                    option + " must not contain {key} in this mode: it names what all rows of a table share");
        }
        return new TableTemplate(text);
    }

    /** The name for one table. */
    byte[] name(String table) {
        return text.replace(TABLE, table).getBytes(UTF_8);
    }
}
