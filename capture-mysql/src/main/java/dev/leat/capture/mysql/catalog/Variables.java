package dev.leat.capture.mysql.catalog;

import dev.leat.capture.mysql.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The server's settings.
 *
 * @param values by name; those that this version does not have are absent
 */
public record Variables(Map<String, String> values) {
    /** Copies the map. */
    public Variables {
        values = Map.copyOf(values);
    }

    /** Reads those that new sessions begin with. */
    public static Variables read(Session session) throws SQLException {
        Map<String, String> values = new HashMap<>();
        try (Statement statement = session.jdbc().createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL VARIABLES")) {
            while (rows.next()) {
                String value = rows.getString(2);
                values.put(rows.getString(1), value == null ? "" : value);
            }
        }
        return new Variables(values);
    }

    /** The setting's text. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether the setting is there and {@code ON}. */
    public boolean isOn(String name) {
        return find(name).filter("ON"::equalsIgnoreCase).isPresent();
    }

    /** The setting's number; 0 if it is not there. */
    public double number(String name) {
        return find(name).map(Double::parseDouble).orElse(0.0);
    }
}
