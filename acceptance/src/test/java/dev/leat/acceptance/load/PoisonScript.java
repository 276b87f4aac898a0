package dev.leat.acceptance.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Rows that are whole numbers in a text, but for every {@link #NTH}, which is none: a target that indexes numbers refuses it. */
public final class PoisonScript implements Script {
    /** Of so many rows of a client the last one is poison. */
    public static final int NTH = 7;

    /** Whether the row of this number is one that is refused. */
    public static boolean isPoison(long number) {
        return number % NTH == NTH - 1;
    }

    @Override
    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ledger (client int, n int8, v text, PRIMARY KEY (client, n))");
        }
    }

    @Override
    public List<String> tables() {
        return List.of("public.ledger");
    }

    @Override
    public String ledger() {
        return "public.ledger";
    }

    @Override
    public boolean run(Turn turn) throws SQLException {
        String value = isPoison(turn.number()) ? "poison" : Long.toString(turn.number());
        turn.update("INSERT INTO ledger VALUES (?, ?, ?)", turn.client(), turn.number(), value);
        return true;
    }
}
