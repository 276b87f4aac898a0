package dev.leat.capture.mysql.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The labels of an {@code ENUM} or {@code SET}, which the catalog has as text in its {@code COLUMN_TYPE}. */
final class Labels {
    private static final Set<String> SAME_AS_UTF8 = Set.of("utf8mb4", "utf8mb3", "utf8", "ascii", "binary");

    /** Labels that the server is asked for in one statement. */
    private static final int MAX_ASKED = 500;

    private Labels() {}

    /** As the log has them: in the column's character set. Only the server knows how its character sets are written. */
    static List<byte[]> read(Connection session, String columnType, String characterSet) throws SQLException {
        List<String> texts = parse(columnType);
        if (SAME_AS_UTF8.contains(characterSet)) {
            return texts.stream().map(text -> text.getBytes(UTF_8)).toList();
        }
        List<byte[]> labels = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += MAX_ASKED) {
            convert(session, texts.subList(from, Math.min(texts.size(), from + MAX_ASKED)), characterSet, labels);
        }
        return labels;
    }

    private static void convert(Connection session, List<String> texts, String characterSet, List<byte[]> labels)
            throws SQLException {
        String one = "hex(convert(? USING " + characterSet + "))";
        String query =
                "SELECT " + String.join(", ", texts.stream().map(text -> one).toList());
        try (PreparedStatement statement = session.prepareStatement(query)) {
            for (int i = 0; i < texts.size(); i++) {
                statement.setString(i + 1, texts.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                for (int i = 0; i < texts.size(); i++) {
                    labels.add(HexFormat.of().parseHex(row.getString(i + 1)));
                }
            }
        }
    }

    /** Reads {@code enum('a','it''s')}: quotes are doubled, four characters stand behind a backslash. */
    static List<String> parse(String columnType) {
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        boolean isInside = false;
        for (int i = columnType.indexOf('(') + 1; i < columnType.length(); i++) {
            char c = columnType.charAt(i);
            char next = i + 1 < columnType.length() ? columnType.charAt(i + 1) : 0;
            if (!isInside) {
                isInside = c == '\'';
            } else if (c == '\\') {
                label.append(unescaped(next));
                i++;
            } else if (c == '\'' && next == '\'') {
                label.append(c);
                i++;
            } else if (c == '\'') {
                labels.add(label.toString());
                label.setLength(0);
                isInside = false;
            } else {
                label.append(c);
            }
        }
        return labels;
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> escaped;
        };
    }
}
