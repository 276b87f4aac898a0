package dev.leat.acceptance.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables and the transaction of pgbench's default script. Two things differ: the history has a key, since a sink that
 * finds rows by key needs one, and the number of accounts can be smaller.
 */
public final class BankScript implements Script {
    private static final int TELLERS_PER_BRANCH = 10;

    private final int branches;
    private final int accountsPerBranch;

    private BankScript(int branches, int accountsPerBranch) {
        this.branches = branches;
        this.accountsPerBranch = accountsPerBranch;
    }

    /** As {@code pgbench -s}: 100,000 accounts per branch. */
    public static BankScript scale(int scale) {
        return new BankScript(scale, 100_000);
    }

    /** One branch with so many accounts. */
    public static BankScript small(int accounts) {
        return new BankScript(1, accounts);
    }

    @Override
    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE branches (bid int PRIMARY KEY, bbalance int, filler char(88));"
                    + "CREATE TABLE tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));"
                    + "CREATE TABLE accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84))"
                    + " WITH (fillfactor = 90);"
                    + "CREATE TABLE history (client int, n int8, tid int, bid int, aid int, delta int, mtime timestamp,"
                    + " filler char(22), PRIMARY KEY (client, n))");
            statement.execute("INSERT INTO branches (bid, bbalance) SELECT b, 0 FROM generate_series(1, " + branches
                    + ") b; INSERT INTO tellers (tid, bid, tbalance) SELECT t, (t - 1) / " + TELLERS_PER_BRANCH
                    + " + 1, 0 FROM generate_series(1, " + branches * TELLERS_PER_BRANCH
                    + ") t; INSERT INTO accounts SELECT a, (a - 1) / " + accountsPerBranch
                    + " + 1, 0, '' FROM generate_series(1, " + branches * accountsPerBranch + ") a");
        }
    }

    @Override
    public List<String> tables() {
        return List.of("public.branches", "public.tellers", "public.accounts", "public.history");
    }

    @Override
    public String ledger() {
        return "public.history";
    }

    @Override
    public boolean run(Turn turn) throws SQLException {
        int account = turn.between(1, branches * accountsPerBranch);
        int branch = turn.between(1, branches);
        int teller = turn.between(1, branches * TELLERS_PER_BRANCH);
        int delta = turn.between(-5000, 5000);
        turn.update("UPDATE accounts SET abalance = abalance + ? WHERE aid = ?", delta, account);
        turn.update("UPDATE tellers SET tbalance = tbalance + ? WHERE tid = ?", delta, teller);
        turn.update("UPDATE branches SET bbalance = bbalance + ? WHERE bid = ?", delta, branch);
        turn.update(
                "INSERT INTO history (client, n, tid, bid, aid, delta, mtime) VALUES (?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP)",
                turn.client(),
                turn.number(),
                teller,
                branch,
                account,
                delta);
        return true;
    }
}
