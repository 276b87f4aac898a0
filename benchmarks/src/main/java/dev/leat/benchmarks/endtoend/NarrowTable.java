package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.TestDatabase;
import java.util.List;

/** A table of five columns, filled in transactions of 100 rows. */
record NarrowTable(TestDatabase database, String name) {
    static final int ROWS_PER_TRANSACTION = 100;

    void create() {
        database.execute("CREATE TABLE " + name
                + " (id int8 PRIMARY KEY, customer int4, name text, amount numeric, created timestamptz)");
    }

    void insert(long rows) {
        database.execute(
                """
                CREATE PROCEDURE fill(transactions int8) LANGUAGE plpgsql AS $$
                BEGIN
                  FOR t IN 0 .. transactions - 1 LOOP
                    INSERT INTO %s SELECT i, i %% 1000000, 'customer number ' || i, i / 100.0, now()
                    FROM generate_series(t * %d, t * %d + %d) i;
                    COMMIT;
                  END LOOP;
                END $$""".formatted(name, ROWS_PER_TRANSACTION, ROWS_PER_TRANSACTION, ROWS_PER_TRANSACTION - 1),
                "CALL fill(" + rows / ROWS_PER_TRANSACTION + ")",
                "DROP PROCEDURE fill");
    }

    /** A pipeline that takes this table to nowhere. */
    List<String> pipeline(String pipelineName) {
        return List.of(
                "name: " + pipelineName,
                "capture:",
                "  type: postgres",
                "  url: '" + database.leatUrl() + "'",
                "tables:",
                "  include: [public." + name + "]",
                "sinks:",
                "  - type: discard");
    }
}
