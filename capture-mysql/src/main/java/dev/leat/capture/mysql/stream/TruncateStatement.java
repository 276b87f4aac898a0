package dev.leat.capture.mysql.stream;

import dev.leat.api.schema.TableId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one statement whose meaning for rows is read from its text: {@code TRUNCATE [TABLE] [database.]table}, as servers log it. Its
 * grammar has nothing else.
 */
final class TruncateStatement {
    private static final String NAME = "(`(?:[^`]|``)++`|\"(?:[^\"]|\"\")++\"|[\\w$\\u0080-\\uffff]++)";
    private static final Pattern TRUNCATE = Pattern.compile(
            "\\s*+TRUNCATE(?:\\s++TABLE\\b|(?=[\\s`\"]))\\s*+" + NAME + "(?:\\s*+\\.\\s*+" + NAME
                    + ")?\\s*+(?:(?:NO)?WAIT\\b.*+)?;?\\s*+",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private TruncateStatement() {}

    /**
     * The table that a statement truncates; empty if it does something else.
     *
     * @param statement without comments
     * @param database the one that names without a database mean
     */
    static Optional<TableId> table(String statement, String database) {
        Matcher matcher = TRUNCATE.matcher(statement);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = name(matcher.group(1));
        String second = matcher.group(2);
        return Optional.of(second == null ? new TableId(database, first) : new TableId(first, name(second)));
    }

    private static String name(String text) {
        char quote = text.charAt(0);
        return quote == '`' || quote == '"'
                ? text.substring(1, text.length() - 1).replace("" + quote + quote, "" + quote)
                : text;
    }
}
