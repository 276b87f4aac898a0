package dev.leat.capture.mysql.catalog;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.session.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the foreign keys by which a change of another table's row changes rows without being logged. */
public final class ForeignKeys {
    /** MariaDB shows its rules to those only who may do more than read. */
    private static final String RULES = """
            SELECT CONSTRAINT_NAME, TABLE_NAME, UPDATE_RULE, DELETE_RULE
              FROM information_schema.REFERENTIAL_CONSTRAINTS
             WHERE CONSTRAINT_SCHEMA = ?
             ORDER BY TABLE_NAME, CONSTRAINT_NAME
            """;

    private static final String CHILDREN = """
            SELECT DISTINCT TABLE_NAME
              FROM information_schema.KEY_COLUMN_USAGE
             WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL
            """;

    private static final Set<String> CASCADING = Set.of("CASCADE", "SET NULL", "SET DEFAULT");

    /** A line of {@code SHOW CREATE TABLE}, which breaks none within a comment. Backticks in the name stand as they are. */
    private static final Pattern CONSTRAINT = Pattern.compile(
            "^ +CONSTRAINT `(.+?)` FOREIGN KEY \\(.*?(?<rules>(?: ON (?:DELETE|UPDATE) [A-Z ]+?)*),?$",
            Pattern.MULTILINE);

    private static final Pattern RULE = Pattern.compile(" ON (DELETE|UPDATE) (CASCADE|SET NULL|SET DEFAULT)");

    /** The first version that changes the rows itself and logs them. */
    private static final int[] LOGGED_SINCE = {9, 6, 0};

    /** Gives the work back to the storage engine, which logs nothing. */
    private static final String BY_ENGINE = "innodb_native_foreign_keys";

    private final Session session;

    public ForeignKeys(Session session) {
        this.session = session;
    }

    /** Whether rows that a foreign key changes are logged like all others. */
    public boolean areLogged() throws SQLException {
        return !session.version().isMariaDb()
                && session.version().isAtLeast(LOGGED_SINCE[0], LOGGED_SINCE[1], LOGGED_SINCE[2])
                && !Variables.read(session).isOn(BY_ENGINE);
    }

    /** Those of these tables that change their rows. */
    public List<ForeignKey> cascading(Set<TableId> children) throws SQLException {
        TreeSet<String> schemas = new TreeSet<>();
        children.forEach(table -> schemas.add(table.schema()));
        List<ForeignKey> found = new ArrayList<>();
        for (String schema : schemas) {
            if (session.version().isMariaDb()) {
                readDefinitions(schema, children, found);
            } else {
                readRules(schema, children, found);
            }
        }
        return found;
    }

    private void readRules(String schema, Set<TableId> children, List<ForeignKey> found) throws SQLException {
        try (PreparedStatement statement = session.jdbc().prepareStatement(RULES)) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TableId child = new TableId(schema, rows.getString(2));
                    List<String> rules = new ArrayList<>();
                    addRule("ON DELETE ", rows.getString(4), rules);
                    addRule("ON UPDATE ", rows.getString(3), rules);
                    if (!rules.isEmpty() && children.contains(child)) {
                        found.add(new ForeignKey(rows.getString(1), child, String.join(" ", rules)));
                    }
                }
            }
        }
    }

    private static void addRule(String event, String rule, List<String> rules) {
        if (CASCADING.contains(rule)) {
            rules.add(event + rule);
        }
    }

    private void readDefinitions(String schema, Set<TableId> children, List<ForeignKey> found) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (PreparedStatement statement = session.jdbc().prepareStatement(CHILDREN)) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        for (String name : names) {
            TableId child = new TableId(schema, name);
            if (children.contains(child)) {
                found.addAll(parse(child, definition(child)));
            }
        }
    }

    private String definition(TableId table) throws SQLException {
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + Sql.qualified(table))) {
            row.next();
            return row.getString(2);
        }
    }

    /** Reads the lines that the server prints of a table's constraints. */
    static List<ForeignKey> parse(TableId child, String definition) {
        List<ForeignKey> found = new ArrayList<>();
        Matcher constraint = CONSTRAINT.matcher(definition);
        while (constraint.find()) {
            List<String> rules = new ArrayList<>();
            Matcher rule = RULE.matcher(constraint.group("rules"));
            while (rule.find()) {
                rules.add(rule.group().strip());
            }
            if (!rules.isEmpty()) {
                found.add(new ForeignKey(constraint.group(1), child, String.join(" ", rules)));
            }
        }
        return found;
    }
}
