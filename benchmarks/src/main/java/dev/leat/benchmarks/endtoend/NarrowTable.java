package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.TestDatabase;
import java.util.List;

/** A table of five columns, filled in transactions of 100 rows. */
record NarrowTable(TestDatabase database, String name, Key key) {
    static final int ROWS_PER_TRANSACTION = 100;

    /** What its key is: the order in which the rows lie, or any other. */
    enum Key {
        INT8("i"),
        UUID("md5(i::text)::uuid");

        private final String value;

        Key(String value) {
            this.value = value;
        }
    }

    NarrowTable(TestDatabase database, String name) {
        this(database, name, Key.INT8);
    }

    void create() {
        database.execute("CREATE TABLE " + name + " (id " + key
                + " PRIMARY KEY, customer int4, name text, amount numeric, created timestamptz)");
    }

    void insert(long rows) {
        database.execute(
                """
                CREATE PROCEDURE fill(transactions int8) LANGUAGE plpgsql AS $$
                BEGIN
                  FOR t IN 0 .. transactions - 1 LOOP
                    INSERT INTO %s SELECT %s, i %% 1000000, 'customer number ' || i, i / 100.0, now()
                    FROM generate_series(t * %d, t * %d + %d) i;
                    COMMIT;
                  END LOOP;
                END $$""".formatted(name, key.value, ROWS_PER_TRANSACTION, ROWS_PER_TRANSACTION, ROWS_PER_TRANSACTION - 1),
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
