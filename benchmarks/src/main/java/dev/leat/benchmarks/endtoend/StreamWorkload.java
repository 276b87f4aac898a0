package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is written to a table while nobody reads, for all readers to read afterwards. */
enum StreamWorkload {
    /** Inserts of five columns, in transactions of 100. */
    W1(1_000_000) {
        @Override
        void create(TestDatabase database, long changes) {
            narrow(database).create();
        }

        @Override
        void write(TestDatabase database, long changes) {
            narrow(database).insert(changes, NarrowTable.ROWS_PER_TRANSACTION);
        }
    },
    /** Updates of twenty columns of mixed types with replica identity FULL, in transactions of 100: old and new row. */
    W2(500_000) {
        @Override
        void create(TestDatabase database, long changes) {
            database.execute(
                    "CREATE TABLE w2 (id int8 PRIMARY KEY, tenant int4, kind int2, parent int8, active bool, latitude float8,"
                            + " longitude float8, score float4, price numeric, rate numeric, name text, description text,"
                            + " code varchar(20), created timestamptz, changed timestamp, day date, at time, token uuid,"
                            + " tags jsonb, note text)",
                    "ALTER TABLE w2 REPLICA IDENTITY FULL",
                    "INSERT INTO w2 SELECT i, i % 10000, i % 100, -i, i % 2 = 0, i / 7.0, i / 3.0, i / 11.0, i / 100.0,"
                            + " i / 1000000.0, 'customer number ' || i, repeat('some words of a description ', 3), 'C' || i,"
                            + " now(), now()::timestamp, current_date, localtime, md5(i::text)::uuid,"
                            + " jsonb_build_object('a', i, 'tags', jsonb_build_array('x', 'y')), 'a note'"
                            + " FROM generate_series(0, " + (changes - 1) + ") i");
        }

        @Override
        void write(TestDatabase database, long changes) {
            inTransactions(
                    database,
                    changes,
                    100,
                    "UPDATE w2 SET price = price + 1, changed = clock_timestamp() WHERE id BETWEEN low AND high");
        }
    },
    /** Inserts of five columns in one transaction. */
    W3(1_000_000) {
        @Override
        void create(TestDatabase database, long changes) {
            narrow(database).create();
        }

        @Override
        void write(TestDatabase database, long changes) {
            narrow(database).insert(changes, changes);
        }
    },
    /** Inserts, updates and deletes of five columns, in transactions of ten. */
    MIXED(900_000) {
        @Override
        void create(TestDatabase database, long changes) {
            narrow(database).create();
        }

        @Override
        void write(TestDatabase database, long changes) {
            long rows = changes / 3;
            narrow(database).insert(rows, 10);
            inTransactions(database, rows, 10, "UPDATE mixed SET amount = amount + 1 WHERE id BETWEEN low AND high");
            inTransactions(database, rows, 10, "DELETE FROM mixed WHERE id BETWEEN low AND high");
        }
    };

    private final long defaultChanges;

    StreamWorkload(long defaultChanges) {
        this.defaultChanges = defaultChanges;
    }

    /** As many as the study had that the goals come from. */
    long defaultChanges() {
        return defaultChanges;
    }

    /** The table's name. */
    String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes the table, with the rows that are there before. */
    abstract void create(TestDatabase database, long changes);

    /** Writes so many changes. */
    abstract void write(TestDatabase database, long changes);

    NarrowTable narrow(TestDatabase database) {
        return new NarrowTable(database, table());
    }

    /** Runs a statement for {@code low} to {@code high}, over and over until it was run for all rows. */
    static void inTransactions(TestDatabase database, long rows, long rowsPerTransaction, String statement) {
        database.execute("""
                CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$
                DECLARE
                  low int8 := 0;
                  high int8;
                BEGIN
                  WHILE low < %d LOOP
                    high := low + %d - 1;
                    %s;
                    COMMIT;
                    low := high + 1;
                  END LOOP;
                END $$""".formatted(rows, rowsPerTransaction, statement), "CALL fill()", "DROP PROCEDURE fill");
    }

    /** A pipeline that takes the table to a sink. */
    List<String> pipeline(TestDatabase database, String name, List<String> sink) {
        return pipeline(database, name, table(), sink);
    }

    /** A pipeline that takes any table to a sink. */
    static List<String> pipeline(TestDatabase database, String name, String table, List<String> sink) {
        List<String> lines = new ArrayList<>(List.of(
                "name: " + name,
                "capture:",
                "  type: postgres",
                "  url: '" + database.leatUrl() + "'",
                "tables:",
                "  include: [public." + table + "]",
                "sinks:"));
        lines.addAll(sink);
        return lines;
    }
}
