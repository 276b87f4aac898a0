package dev.leat.capture.mysql.fence;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.log.Place;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A statement in the log that may have altered tables.
 *
 * @param end the place behind it
 * @param words all that may be names of tables in it, in lower case
 */
record Fence(Place end, Set<String> words) {
    /** Statements with names of tables in them that leave their columns and primary keys as they are. */
    private static final Pattern HARMLESS = Pattern.compile(
            "\\s*(?:TRUNCATE|ANALYZE|GRANT|REVOKE|CREATE\\s+(?:(?:UNIQUE|FULLTEXT|SPATIAL)\\s+)?INDEX)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The fence that a statement is; none if it alters no table. */
    static Optional<Fence> of(Place end, String statement) {
        return HARMLESS.matcher(statement).matches() ? Optional.empty() : Optional.of(new Fence(end, words(statement)));
    }

    /** A name of other characters than these may be written in several ways: every statement may have it. */
    boolean mayAlter(TableId table) {
        String name = table.name().toLowerCase(Locale.ROOT);
        return !name.chars().allMatch(Fence::isPlain) || words.contains(name);
    }

    /** Quotes and comments are not looked at: what stands in them counts, too. */
    private static Set<String> words(String statement) {
        Set<String> words = new HashSet<>();
        int start = 0;
        for (int i = 0; i <= statement.length(); i++) {
            if (i == statement.length() || !isPlain(statement.charAt(i))) {
                if (i > start) {
                    words.add(statement.substring(start, i).toLowerCase(Locale.ROOT));
                }
                start = i + 1;
            }
        }
        return words;
    }

    private static boolean isPlain(int c) {
        return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
