package dev.leat.acceptance.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Rows that are never deleted, each with a number that only rises: whoever reads them can tell a missing or an older one. */
public final class RisingScript implements Script {
    /** The keys are from 1 to this. */
    public static final int ROWS = 500;

    @Override
    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE rising (id int PRIMARY KEY, v int8 NOT NULL);"
                    + "CREATE TABLE ledger (client int, n int8, PRIMARY KEY (client, n));"
                    + "INSERT INTO rising SELECT i, 0 FROM generate_series(1, " + ROWS + ") i");
        }
    }

    @Override
    public List<String> tables() {
        return List.of("public.rising", "public.ledger");
    }

    @Override
    public String ledger() {
        return "public.ledger";
    }

    @Override
    public boolean run(Turn turn) throws SQLException {
        int from = turn.between(1, ROWS - 20);
        turn.update(
                "UPDATE rising SET v = v + 1 WHERE id IN"
                        + " (SELECT id FROM rising WHERE id BETWEEN ? AND ? ORDER BY id FOR UPDATE)",
                from,
                from + 20);
        turn.update("INSERT INTO ledger VALUES (?, ?)", turn.client(), turn.number());
        return true;
    }
}
