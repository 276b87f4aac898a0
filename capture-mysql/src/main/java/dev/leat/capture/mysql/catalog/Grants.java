package dev.leat.capture.mysql.catalog;

import dev.leat.capture.mysql.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the session's account may do, by itself and by the roles that are active.
 *
 * @param account as a statement has it: {@code 'leat'@'%'}
 * @param grants of whole databases and of all
 */
public record Grants(String account, List<Grant> grants) {
    private static final String EVERYTHING = "ALL PRIVILEGES";
    private static final String ANYWHERE = "*";

    /** Rights to single tables and roles look otherwise. */
    private static final Pattern LINE = Pattern.compile("GRANT (.+?) ON (?:`((?:[^`]|``)+)`|(\\*))\\.\\* TO .*");

    /** Copies the list. */
    public Grants {
        grants = List.copyOf(grants);
    }

    /**
     * One line of {@code SHOW GRANTS}.
     *
     * @param schema a pattern as in {@code LIKE}, or {@code *}
     */
    record Grant(Set<String> privileges, String schema) {
        boolean has(String privilege) {
            return privileges.contains(privilege) || privileges.contains(EVERYTHING);
        }

        boolean isFor(String name) {
            return schema.equals(ANYWHERE) || like(schema).matcher(name).matches();
        }

        private static Pattern like(String pattern) {
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                if (c == '\\' && i + 1 < pattern.length()) {
                    i++;
                    regex.append(Pattern.quote(pattern.substring(i, i + 1)));
                } else if (c == '%') {
                    regex.append(".*");
                } else {
                    regex.append(c == '_' ? "." : Pattern.quote(String.valueOf(c)));
                }
            }
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        }
    }

    /** Asks the server. */
    public static Grants read(Session session) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = session.jdbc().createStatement();
                ResultSet rows = statement.executeQuery("SHOW GRANTS")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return parse(account(session), lines);
    }

    /** The session's account as a statement has it: {@code 'leat'@'%'}. */
    public static String account(Session session) throws SQLException {
        return "'" + session.query("SELECT replace(current_user(), '@', '''@''')") + "'";
    }

    static Grants parse(String account, List<String> lines) {
        List<Grant> grants = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                Set<String> privileges = new HashSet<>();
                for (String privilege : matcher.group(1).split(",", -1)) {
                    privileges.add(privilege.strip().toUpperCase(Locale.ROOT));
                }
                String schema = matcher.group(2);
                grants.add(new Grant(privileges, schema == null ? ANYWHERE : schema.replace("``", "`")));
            }
        }
        return new Grants(account, grants);
    }

    /** Whether the account has the right, under any of its names. */
    public boolean allow(String... names) {
        return grants.stream()
                .filter(grant -> grant.schema().equals(ANYWHERE))
                .anyMatch(grant -> List.of(names).stream().anyMatch(grant::has));
    }

    /** Whether the account has the right to all tables of a database. */
    public boolean allowIn(String schema, String privilege) {
        return grants.stream().anyMatch(grant -> grant.isFor(schema) && grant.has(privilege));
    }
}
