package dev.leat.capture.postgres.value;

import dev.leat.api.schema.TableId;

/** What is said of text in another encoding than UTF-8, whether the log or a table brought it. */
public final class NotUtf8 {
    private NotUtf8() {}

    /** Never what the text is. */
    public static String message(TableId table, String column) {
        return "column " + column + " of " + table + " has text that is not UTF-8, in a database without encoding"
                + " (SQL_ASCII): correct it, as with SET " + column + " = convert_from(convert_to(" + column
                + ", 'SQL_ASCII'), 'LATIN1'), or leave the column out (tables: include: [{table: " + table
                + ", columns: [...]}])";
    }
}
