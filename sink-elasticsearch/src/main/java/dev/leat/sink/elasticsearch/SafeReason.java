package dev.leat.sink.elasticsearch;

import dev.leat.api.schema.TableSchema;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target's reason for refusing a document, up to where it may begin to quote it: the first quotation mark, parenthesis or
 * line break, or the first bracket with something else in it than the name of a column or of a field type. What follows a
 * quotation can't be told from it, since values may have such characters themselves.
 */
final class SafeReason {
    private static final Pattern BRACKET = Pattern.compile("\\[([^\\]]*)]?");
    private static final Pattern QUOTATION = Pattern.compile("[\"'`({\\n\\r]| in document with id|Preview of field");
    private static final Pattern PLACE = Pattern.compile("^\\[\\d+:\\d+] *");
    private static final Pattern DIGITS = Pattern.compile("[0-9][0-9.,:eE+-]*");
    private static final Set<String> TYPES = Set.of(
            "long", "integer", "short", "byte", "double", "float", "boolean", "date", "text", "keyword", "binary",
            "object");
    private static final int MAX_LENGTH = 300;

    private SafeReason() {}

    static String of(String type, String reason, TableSchema schema) {
        String text =
                withoutValues(PLACE.matcher(reason).replaceFirst(""), schema).strip();
        if (text.length() > MAX_LENGTH) {
            text = text.substring(0, MAX_LENGTH);
        }
        return text.isEmpty() ? type : type + ": " + text;
    }

    private static String withoutValues(String reason, TableSchema schema) {
        Matcher quotation = QUOTATION.matcher(reason);
        String head = quotation.find() ? reason.substring(0, quotation.start()) : reason;
        StringBuilder safe = new StringBuilder();
        Matcher bracket = BRACKET.matcher(head);
        int from = 0;
        while (bracket.find()) {
            safe.append(withoutDigits(head.substring(from, bracket.start())));
            String name = bracket.group(1);
            if (schema.findColumn(name) < 0 && !TYPES.contains(name)) {
                return safe.toString();
            }
            safe.append('[').append(name).append(']');
            from = bracket.end();
        }
        return safe.append(withoutDigits(head.substring(from))).toString();
    }

    private static String withoutDigits(String text) {
        return DIGITS.matcher(text).replaceAll("...");
    }
}
