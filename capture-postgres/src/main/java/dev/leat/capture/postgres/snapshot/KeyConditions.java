package dev.leat.capture.postgres.snapshot;

import dev.leat.capture.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Conditions on a key, in the server's own order of it. Values are literals without a type, but for composite ones:
 * the server gives them the column's. Every condition bounds the first column by itself, so that an index serves it. A key is never null.
 */
final class KeyConditions {
    private final List<KeyPart> key;
    private final boolean isBuiltIn;

    KeyConditions(List<KeyPart> key) {
        this.key = key;
        this.isBuiltIn = key.stream().allMatch(part -> part.operators().isBuiltIn());
    }

    /** The key's columns, for SELECT and ORDER BY. */
    String columns() {
        return key.stream().map(KeyConditions::column).collect(Collectors.joining(", "));
    }

    /** Rows behind these values. */
    String behind(List<String> values) {
        return isBuiltIn ? compare(">", values) : behind(values, 0);
    }

    /** Rows up to and including these values. */
    String upTo(List<String> values) {
        return isBuiltIn ? compare("<=", values) : upTo(values, 0);
    }

    /** The rows with one of these keys. */
    String oneOf(List<List<String>> wanted) {
        if (isBuiltIn) {
            return row(key.stream().map(KeyConditions::column).toList()) + " IN ("
                    + wanted.stream().map(this::literals).collect(Collectors.joining(", ")) + ")";
        }
        return wanted.stream().map(this::equal).collect(Collectors.joining(" OR ", "(", ")"));
    }

    private String compare(String sign, List<String> values) {
        return row(key.stream().map(KeyConditions::column).toList()) + " " + sign + " " + literals(values);
    }

    private String behind(List<String> values, int at) {
        KeyOperators operators = key.get(at).operators();
        String greater = part(at, operators.greater(), values);
        if (at == key.size() - 1) {
            return greater;
        }
        return "(" + part(at, operators.greaterOrEqual(), values) + " AND (" + greater + " OR " + behind(values, at + 1)
                + "))";
    }

    private String upTo(List<String> values, int at) {
        KeyOperators operators = key.get(at).operators();
        String lessOrEqual = part(at, operators.lessOrEqual(), values);
        if (at == key.size() - 1) {
            return lessOrEqual;
        }
        return "(" + lessOrEqual + " AND (" + part(at, operators.less(), values) + " OR " + upTo(values, at + 1) + "))";
    }

    private String equal(List<String> values) {
        List<String> parts = new ArrayList<>();
        for (int at = 0; at < key.size(); at++) {
            parts.add(part(at, key.get(at).operators().equal(), values));
        }
        return "(" + String.join(" AND ", parts) + ")";
    }

    private String part(int at, String operator, List<String> values) {
        return column(key.get(at)) + " " + operator + " " + literal(at, values);
    }

    private static String column(KeyPart part) {
        return Sql.identifier(part.column());
    }

    private String literals(List<String> values) {
        return row(IntStream.range(0, key.size())
                .mapToObj(at -> literal(at, values))
                .toList());
    }

    private String literal(int at, List<String> values) {
        return Sql.literal(values.get(at)) + key.get(at).cast();
    }

    private static String row(List<String> items) {
        return "(" + String.join(", ", items) + ")";
    }
}
