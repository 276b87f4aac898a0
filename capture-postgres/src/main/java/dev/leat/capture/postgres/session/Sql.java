package dev.leat.capture.postgres.session;

import java.util.List;
import java.util.stream.Collectors;

/** Writes names and texts into SQL so that they are nothing but names and texts. */
public final class Sql {

    private Sql() {}

    /**
     * {@code "na""me"}. Also right in replication commands.
     *
     * @throws IllegalArgumentException if the name is empty or contains a zero character
     */
    public static String identifier(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an identifier cannot be empty");
        }
        return '"' + withoutZero(name).replace("\"", "\"\"") + '"';
    }

    /** {@code "schema"."name"}. */
    public static String qualified(String schema, String name) {
        return identifier(schema) + '.' + identifier(name);
    }

    /** {@code "a", "b"}. */
    public static String identifiers(List<String> names) {
        return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }

    /** {@code 'te''xt'}; with a backslash, {@code E'te\\xt'}, which does not depend on a setting. */
    public static String literal(String text) {
        String quoted = replicationLiteral(text);
        return text.indexOf('\\') < 0 ? quoted : 'E' + quoted.replace("\\", "\\\\");
    }

    /** {@code 'te''xt'}: in replication commands a backslash is a backslash. */
    public static String replicationLiteral(String text) {
        return '\'' + withoutZero(text).replace("'", "''") + '\'';
    }

    private static String withoutZero(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("SQL cannot contain a zero character");
        }
        return text;
    }
}
