package dev.leat.capture.mysql.stream;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Statements by which rows come to a table or go from it without being logged: it is dropped, takes another's name, or partitions and
 * files are. Which tables those are is not parsed: every name in the statement may be one, which costs a seeding too many at worst.
 */
final class UnloggedRows {
    private static final Pattern STATEMENT = Pattern.compile(
            "\\s*(?:DROP\\s+(?:TABLE|DATABASE|SCHEMA)\\b"
                    + "|RENAME\\s+TABLE"
                    + "|CREATE\\s+OR\\s+REPLACE\\s+TABLE\\b"
                    + "|ALTER\\s(?:.*\\s)?TABLE\\b.*(?:\\b(?:DROP|TRUNCATE|EXCHANGE|DISCARD|IMPORT|CONVERT)\\s+"
                    + "(?:PARTITION|TABLESPACE|TABLE)\\b|\\bRENAME\\s+(?!COLUMN\\b|INDEX\\b|KEY\\b))).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern NAME =
            Pattern.compile("`((?:[^`]|``)++)`|\"((?:[^\"]|\"\")++)\"|([\\w$\\u0080-\\uffff]++)");

    private UnloggedRows() {}

    /**
     * The names, in lower case, of which some may be of tables whose rows came or went; empty if no rows did.
     *
     * @param statement without comments
     */
    static Set<String> names(String statement) {
        if (!STATEMENT.matcher(statement).matches()) {
            return Set.of();
        }
        return NAME.matcher(statement).results().map(UnloggedRows::name).collect(Collectors.toUnmodifiableSet());
    }

    private static String name(MatchResult match) {
        String quoted = match.group(1) != null
                ? match.group(1).replace("``", "`")
                : match.group(2) != null ? match.group(2).replace("\"\"", "\"") : match.group(3);
        return quoted.toLowerCase(Locale.ROOT);
    }
}
