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
        insert(rows, ROWS_PER_TRANSACTION);
    }

    void insert(long rows, long rowsPerTransaction) {
        new PostgresSource(database)
                .inTransactions(
                        rows,
                        rowsPerTransaction,
                        "INSERT INTO " + name + " SELECT " + key.value
                                + ", i % 1000000, 'customer number ' || i, i / 100.0, now()"
                                + " FROM generate_series(low, high) i");
    }

    /** A pipeline that takes this table to nowhere. */
    List<String> pipeline(String pipelineName) {
        return new PostgresSource(database).pipeline(pipelineName, name, List.of("  - type: discard"));
    }
}
