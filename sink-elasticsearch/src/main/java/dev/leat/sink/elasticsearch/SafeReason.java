package dev.leat.sink.elasticsearch;

import dev.leat.api.schema.TableSchema;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target's reason for refusing a document without what it quotes of it: everything in quotes, brackets and parentheses is
 * left out, but for names of columns and of field types.
 */
final class SafeReason {
    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"?|'[^']*'?|\\[[^\\]]*\\]?|\\([^)]*\\)?|`[^`]*`?", Pattern.DOTALL);
    private static final Pattern DIGITS = Pattern.compile("[0-9][0-9.,:eE+-]*");
    private static final Set<String> TYPES = Set.of(
            "long", "integer", "short", "byte", "double", "float", "boolean", "date", "text", "keyword", "binary",
            "object");
    private static final int MAX_LENGTH = 300;

    private SafeReason() {}

    static String of(String type, String reason, TableSchema schema) {
        int end = firstOf(
                reason, " in document with id", "Preview of field's value", "The prefix of the first immense term");
        String head = reason.substring(0, end);
        Matcher matcher = QUOTED.matcher(head);
        StringBuilder safe = new StringBuilder();
        int from = 0;
        while (matcher.find()) {
            safe.append(withoutDigits(head.substring(from, matcher.start())));
            String quoted = matcher.group();
            String name = quoted.length() < 2 ? "" : quoted.substring(1, quoted.length() - 1);
            safe.append(schema.findColumn(name) >= 0 || TYPES.contains(name) ? "[" + name + "]" : "[...]");
            from = matcher.end();
        }
        safe.append(withoutDigits(head.substring(from)));
        String text = safe.toString().strip();
        if (text.length() > MAX_LENGTH) {
            text = text.substring(0, MAX_LENGTH);
        }
        return text.isEmpty() ? type : type + ": " + text;
    }

    private static String withoutDigits(String text) {
        return DIGITS.matcher(text).replaceAll("...");
    }

    private static int firstOf(String text, String... markers) {
        int end = text.length();
        for (String marker : markers) {
            int at = text.indexOf(marker);
            if (at >= 0 && at < end) {
                end = at;
            }
        }
        return end;
    }
}
