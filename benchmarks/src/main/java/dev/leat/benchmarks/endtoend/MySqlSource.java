package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.BinlogDatabase;
import java.util.List;

/**
 * Workloads in the SQL of MySQL. Narrow rows come by statements of one row each, so that each has an event and a table map of its
 * own, as those of most applications have; wide ones are changed by one statement per transaction, which puts many into an event.
 */
record MySqlSource(BinlogDatabase database) implements SourceDatabase {
    @Override
    public List<String> capture() {
        return List.of("type: mysql", "url: '" + database.leatUrl() + "'");
    }

    @Override
    public String nameOf(String table) {
        return database.name() + "." + table;
    }

    @Override
    public void createNarrow(String table) {
        database.execute("CREATE TABLE " + table + " (id bigint PRIMARY KEY, customer int, name varchar(100),"
                + " amount decimal(12,2), created timestamp(6))");
    }

    @Override
    public void insertNarrow(String table, long rows, long rowsPerTransaction) {
        inTransactions(rows, rowsPerTransaction, """
                WHILE low <= high DO
                  INSERT INTO %s VALUES (low, low %% 1000000, concat('customer number ', low), low / 100, now(6));
                  SET low = low + 1;
                END WHILE""".formatted(table));
    }

    @Override
    public void createWide(String table, long rows) {
        database.execute(
                "CREATE TABLE " + table
                        + " (id bigint PRIMARY KEY, tenant int, kind smallint, parent bigint, active tinyint(1),"
                        + " latitude double, longitude double, score float, price decimal(12,2), rate decimal(18,6),"
                        + " name varchar(100), description text, code varchar(20), created timestamp(6),"
                        + " changed datetime(6), day date, at time(6), token binary(16), tags json, note varchar(100))",
                "SET cte_max_recursion_depth = 4294967295",
                "INSERT INTO " + table + " WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers"
                        + " WHERE i + 1 < " + rows + ") SELECT i, i % 10000, i % 100, -i, i % 2 = 0, i / 7e0, i / 3e0,"
                        + " i / 11e0, i / 100, i / 1000000, concat('customer number ', i),"
                        + " repeat('some words of a description ', 3), concat('C', i),"
                        + " now(6), now(6), current_date, current_time(6), unhex(lpad(hex(i), 32, '0')),"
                        + " json_object('a', i, 'tags', json_array('x', 'y')), 'a note' FROM numbers");
    }

    @Override
    public void updateWide(String table, long rows, long rowsPerTransaction) {
        inTransactions(
                rows,
                rowsPerTransaction,
                "UPDATE " + table + " SET price = price + 1, changed = now(6) WHERE id BETWEEN low AND high");
    }

    @Override
    public void inTransactions(long rows, long rowsPerTransaction, String statement) {
        database.execute("""
                CREATE PROCEDURE fill()
                BEGIN
                  DECLARE low bigint DEFAULT 0;
                  DECLARE high bigint;
                  WHILE low < %d DO
                    SET high = low + %d - 1;
                    START TRANSACTION;
                    %s;
                    COMMIT;
                    SET low = high + 1;
                  END WHILE;
                END""".formatted(rows, rowsPerTransaction, statement), "CALL fill()", "DROP PROCEDURE fill");
    }
}
