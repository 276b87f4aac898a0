package dev.leat.api.plugin;

import dev.leat.api.schema.TableId;
import java.util.List;

/**
 * A table's name, or a pattern of names in which {@code *} stands for any characters within one part.
 *
 * @param schema the schema's part
 * @param name the table's part
 * @param schemaIsPattern whether {@code *} in the schema's part is a wildcard, not a character of a quoted name
 * @param nameIsPattern likewise for the table's part
 * @param columns the columns to keep, in no order; empty: all
 * @param location where the file has it, for messages: {@code file:line:column}
 */
public record TablePattern(
        String schema,
        String name,
        boolean schemaIsPattern,
        boolean nameIsPattern,
        List<String> columns,
        String location) {
    /** Copies the list. */
    public TablePattern {
        columns = List.copyOf(columns);
    }

    /** Whether it names one table exactly. */
    public boolean isExact() {
        return !schemaIsPattern && !nameIsPattern;
    }

    /** Whether it selects the table. */
    public boolean matches(TableId table) {
        return matches(schema, schemaIsPattern, table.schema()) && matches(name, nameIsPattern, table.name());
    }

    /** {@code schema.name} as in the file, without quotes. */
    public String text() {
        return schema + "." + name;
    }

    private static boolean matches(String pattern, boolean wildcard, String text) {
        if (!wildcard) {
            return pattern.equals(text);
        }
        int star = -1;
        int retry = 0;
        int p = 0;
        int t = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
