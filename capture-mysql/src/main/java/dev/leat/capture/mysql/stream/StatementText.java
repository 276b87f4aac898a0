package dev.leat.capture.mysql.stream;

/** The text of a statement without its comments, which clients leave in and servers log. Single use. */
final class StatementText {
    private final String sql;
    private final StringBuilder text;
    private int at;
    private boolean isExecutable;

    private StatementText(String sql) {
        this.sql = sql;
        this.text = new StringBuilder(sql.length());
    }

    /**
     * A space for each comment; what stands in those that servers execute, <code>&#47;*!50000 ... *&#47;</code>, is part of the statement. In
     * quotes nothing is a comment.
     */
    static String withoutComments(String sql) {
        StatementText statement = new StatementText(sql);
        while (statement.at < sql.length()) {
            statement.next();
        }
        return statement.text.toString();
    }

    private void next() {
        char first = sql.charAt(at);
        if (first == '`' || first == '"' || first == '\'') {
            quoted(first);
        } else if (first == '#' || isDashes()) {
            skipTo(sql.indexOf('\n', at), 1);
        } else if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
            isExecutable = true;
            at = sql.indexOf('!', at) + 1;
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
                at++;
            }
            text.append(' ');
        } else if (isExecutable && sql.startsWith("*/", at)) {
            isExecutable = false;
            at += 2;
            text.append(' ');
        } else if (sql.startsWith("/*", at)) {
            skipTo(sql.indexOf("*/", at + 2), 2);
        } else {
            text.append(first);
            at++;
        }
    }

    /** Two dashes are a comment in front of white space, or at the end. */
    private boolean isDashes() {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private void skipTo(int end, int length) {
        at = end < 0 ? sql.length() : end + length;
        text.append(' ');
    }

    /** A doubled quote ends the text and begins it again, which comes to the same. */
    private void quoted(char quote) {
        int end = at + 1;
        while (end < sql.length() && sql.charAt(end) != quote) {
            end += quote != '`' && sql.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end + 1, sql.length());
        text.append(sql, at, end);
        at = end;
    }
}
