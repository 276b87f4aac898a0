package dev.leat.capture.mysql.catalog;

import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.value.WireColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of collations, which the catalog has by name and the log by number. Read once. Thread-safe. */
public final class CollationNumbers {
    private static final String COLLATIONS = "SELECT COLLATION_NAME, ID FROM information_schema.COLLATIONS";

    /** Some collations of MariaDB belong to several character sets, and have a number for each. */
    private static final String COLLATIONS_PER_SET =
            "SELECT FULL_COLLATION_NAME, ID FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY";

    private volatile @Nullable Map<String, Integer> numbers;

    /** The collation's number; {@link WireColumn#NO_COLLATION} if the server has none of this name. */
    int of(String name, Session session) throws SQLException {
        Map<String, Integer> known = numbers;
        if (known == null) {
            known = read(session);
            numbers = known;
        }
        return known.getOrDefault(name, WireColumn.NO_COLLATION);
    }

    private static Map<String, Integer> read(Session session) throws SQLException {
        boolean perSet = session.version().isMariaDb() && session.version().isAtLeast(10, 10, 1);
        Map<String, Integer> numbers = new HashMap<>();
        try (Statement statement = session.jdbc().createStatement();
                ResultSet rows = statement.executeQuery(perSet ? COLLATIONS_PER_SET : COLLATIONS)) {
            while (rows.next()) {
                numbers.put(rows.getString(1), rows.getInt(2));
            }
        }
        return Map.copyOf(numbers);
    }
}
