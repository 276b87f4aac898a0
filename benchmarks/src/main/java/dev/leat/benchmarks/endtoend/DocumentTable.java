package dev.leat.benchmarks.endtoend;

import dev.leat.testkit.server.TestDatabase;
import java.util.List;

/** A table of rows that are documents of about 1 kB: a key, three short columns, and a text of 130 out of 20,000 words. */
record DocumentTable(TestDatabase database, String name) {
    private static final int TEXTS = 5_000;

    void create() {
        database.execute("CREATE TABLE " + name
                + " (id int8 PRIMARY KEY, customer int4, name text, created timestamptz, body text)");
    }

    void insert(long rows) {
        database.execute(
                """
                CREATE TABLE texts AS
                SELECT n, string_agg('w' || abs(hashint8(n * 1000 + k) %% 20000), ' ') AS body
                FROM generate_series(0, %d - 1) n, generate_series(1, 130) k GROUP BY n""".formatted(TEXTS), """
                INSERT INTO %s SELECT i, i %% 1000000, 'customer number ' || i, now(), i || ' ' || body
                FROM generate_series(1, %d) i JOIN texts ON n = i %% %d""".formatted(name, rows, TEXTS), "DROP TABLE texts", "VACUUM ANALYZE " + name);
    }

    /** A pipeline that takes this table to a search server over so many lanes. */
    List<String> pipeline(String pipelineName, String searchUrl, int lanes) {
        return List.of(
                "name: " + pipelineName,
                "parallelism: " + lanes,
                "capture:",
                "  type: postgres",
                "  url: '" + database.leatUrl() + "'",
                "tables:",
                "  include: [public." + name + "]",
                "sinks:",
                "  - type: elasticsearch",
                "    url: '" + searchUrl + "'");
    }
}
