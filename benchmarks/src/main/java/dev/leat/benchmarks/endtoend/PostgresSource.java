package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.TestDatabase;
import java.util.List;
import java.util.Map;

/** Workloads in the SQL of PostgreSQL. */
record PostgresSource(TestDatabase database) implements SourceDatabase {
    @Override
    public List<String> capture() {
        return List.of("type: postgres", "url: '" + database.leatUrl() + "'");
    }

    /** Of Debezium's connector; it makes a slot of this name where there is none. */
    Map<String, String> connector(String slot, String publication, String table) {
        return Map.ofEntries(
                Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
                Map.entry("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore"),
                Map.entry("database.hostname", database.server().host()),
                Map.entry("database.port", Integer.toString(database.server().port())),
                Map.entry("database.dbname", database.name()),
                Map.entry("database.user", database.user()),
                Map.entry("database.password", database.password()),
                Map.entry("plugin.name", "pgoutput"),
                Map.entry("slot.name", slot),
                Map.entry("publication.name", publication),
                Map.entry("publication.autocreate.mode", "disabled"),
                Map.entry("table.include.list", nameOf(table)),
                Map.entry("snapshot.mode", "no_data"));
    }

    @Override
    public String nameOf(String table) {
        return "public." + table;
    }

    @Override
    public void createNarrow(String table) {
        new NarrowTable(database, table).create();
    }

    @Override
    public void insertNarrow(String table, long rows, long rowsPerTransaction) {
        new NarrowTable(database, table).insert(rows, rowsPerTransaction);
    }

    @Override
    public void createWide(String table, long rows) {
        database.execute(
                "CREATE TABLE " + table
                        + " (id int8 PRIMARY KEY, tenant int4, kind int2, parent int8, active bool, latitude float8,"
                        + " longitude float8, score float4, price numeric, rate numeric, name text, description text,"
                        + " code varchar(20), created timestamptz, changed timestamp, day date, at time, token uuid,"
                        + " tags jsonb, note text)",
                "ALTER TABLE " + table + " REPLICA IDENTITY FULL",
                "INSERT INTO " + table + " SELECT i, i % 10000, i % 100, -i, i % 2 = 0, i / 7.0, i / 3.0, i / 11.0,"
                        + " i / 100.0, i / 1000000.0, 'customer number ' || i,"
                        + " repeat('some words of a description ', 3), 'C' || i,"
                        + " now(), now()::timestamp, current_date, localtime, md5(i::text)::uuid,"
                        + " jsonb_build_object('a', i, 'tags', jsonb_build_array('x', 'y')), 'a note'"
                        + " FROM generate_series(0, " + (rows - 1) + ") i");
    }

    @Override
    public void updateWide(String table, long rows, long rowsPerTransaction) {
        inTransactions(
                rows,
                rowsPerTransaction,
                "UPDATE " + table
                        + " SET price = price + 1, changed = clock_timestamp() WHERE id BETWEEN low AND high");
    }

    @Override
    public void inTransactions(long rows, long rowsPerTransaction, String statement) {
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
}
