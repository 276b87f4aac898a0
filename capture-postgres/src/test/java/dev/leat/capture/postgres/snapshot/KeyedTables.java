package dev.leat.capture.postgres.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables with keys of every kind that can order a table, as SQL. Each has a few rows, none of them in the key's order. */
final class KeyedTables {
    /** Superuser's part. */
    static final List<String> EXTENSIONS =
            List.of("CREATE SCHEMA ext", "CREATE EXTENSION citext SCHEMA ext", "CREATE EXTENSION ltree SCHEMA ext");

    /** What the keys' types need. */
    static final List<String> TYPES = List.of(
            "CREATE COLLATION german (provider = icu, locale = 'de-u-kn-true')",
            "CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'a ''b'' \\ \"c\"')",
            "CREATE TYPE pair AS (a int, b text)",
            "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
            "CREATE DOMAIN code AS positive",
            "CREATE DOMAIN mail AS ext.citext",
            "CREATE DOMAIN point2 AS pair");

    private static final String WORDS = "'b','B','a','ä','A','ae','Z','z','',' ','_','10','9','ß','ss','é','f'";

    private final Map<String, List<String>> statements = new LinkedHashMap<>();

    KeyedTables() {
        numbers();
        texts();
        others();
        severalColumns();
        oddNames();
        partitioned();
        wide();
    }

    /** The tables' names, all in the schema public. */
    List<String> names() {
        return List.copyOf(statements.keySet());
    }

    String create(String table) {
        return rowsOf(table).get(0);
    }

    /** One INSERT per row. */
    List<String> inserts(String table) {
        return rowsOf(table).subList(1, rowsOf(table).size());
    }

    private List<String> rowsOf(String table) {
        return statements.getOrDefault(table, List.of());
    }

    private void numbers() {
        key("int", "int", "10", "9", "-2147483648", "0", "2147483647", "-1", "100");
        key("numeric", "numeric", "10", "'NaN'", "9.50", "'-Infinity'", "-1e-30", "1e40", "'Infinity'", "0.000");
        key("float8", "float8", "'NaN'", "0.1", "1e308", "'-Infinity'", "5e-324", "-0.30000000000000004", "10", "9");
        key("oid", "oid", "4294967295", "0", "10", "9");
        key("one row", "int8", "-9223372036854775808");
        key("money", "money", "10", "9", "-1.5");
        key("domain", "code", "10", "9", "1");
        key("boolean", "boolean", "true", "false");
        key("bits", "varbit", "B'1'", "B''", "B'01'", "B'10'");
    }

    private void texts() {
        String[] words = WORDS.split(",");
        key("text", "text", words);
        key("text in C", "text COLLATE \"C\"", words);
        key("text in ICU", "text COLLATE german", words);
        key("text without case", "text COLLATE caseless", "'b'", "'A'", "'Ä'", "'z'", "'Y'", "''", "'10'", "'9'");
        key(
                "odd text",
                "text",
                "E'\\t'",
                "E'a\\nb'",
                "E'\\\\'",
                "'\\N'",
                "''''",
                "'\"'",
                "E'\\r'",
                "'%_'",
                "'😀'",
                "'NULL'");
        key("varchar", "varchar(5)", "'b'", "'a'", "'10'", "'9'");
        key("char", "char(3)", "'b'", "'a'", "''", "'ab '", "'10'", "'9'");
        key("one char", "\"char\"", "'b'", "'a'", "'~'", "'\\'", "''''");
        key("name", "name", "'b'", "'B'", "'a'");
        key("citext", "ext.citext", "'b'", "'A'", "'C'", "'10'", "'9'", "'ä'");
        key("domain over citext", "mail", "'b'", "'A'", "'C'", "'10'", "'9'");
        key("enum", "mood", "'happy'", "'a ''b'' \\ \"c\"'", "'sad'", "'ok'");
        key("ltree", "ext.ltree", "'b.a'", "'a'", "'a.b'", "''");
    }

    private void others() {
        key(
                "uuid",
                "uuid",
                "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
                "'00000000-0000-0000-0000-000000000000'",
                "'ffffffff-ffff-ffff-ffff-ffffffffffff'");
        key("bytea", "bytea", "'\\x'", "'\\xff'", "'\\x00'", "'\\x005c'", "'\\x27'", "'\\x0a09'");
        key("date", "date", "'infinity'", "'0044-03-15 BC'", "'2024-02-29'", "'-infinity'", "'10000-01-01'");
        String times = "'infinity','2024-06-01 12:00:00.000001+05:30','0044-03-15 12:00:00 BC','-infinity',"
                + "'294276-12-31 23:59:59.999999+00','1900-01-01 00:00:00 Europe/Amsterdam'";
        key("timestamptz", "timestamptz", times.split(","));
        key("timestamp", "timestamp", "'infinity'", "'2024-06-01 12:00:00.000001'", "'0044-03-15 BC'", "'-infinity'");
        key("interval", "interval", "'1 mon'", "'29 days'", "'-1 year'", "'31 days 00:00:00.000001'");
        key("inet", "inet", "'10.0.0.1'", "'10.0.0.1/8'", "'::1'", "'9.0.0.0'");
        key("array", "int[]", "'{10}'", "'{9,NULL}'", "'{}'", "'{9}'");
        key("range", "int4range", "'[10,11)'", "'[9,)'", "'empty'", "'(,)'");
        key("jsonb", "jsonb", "'{\"a\": 10}'", "'9'", "'\"it''s\"'", "'[]'", "'null'", "'10'");
        key("composite type", "pair", "(10, 'a')", "(9, 'b''\"')", "(9, 'a')", "(NULL, NULL)");
        key("domain over composite", "point2", "(10, 'a')", "(9, 'b')", "(9, 'a')");
    }

    private void severalColumns() {
        table(
                "several",
                "(note text, c timestamptz, b text, a int, d ext.citext, PRIMARY KEY (b, a, c))",
                "('x', 'infinity', 'b', 10, 'q')",
                "('x', '-infinity', 'b', 10, 'q')",
                "('x', '2024-01-01 00:00Z', 'b', 9, 'q')",
                "('x', '2024-01-01 00:00Z', 'a', 10, 'q')",
                "('x', '2023-01-01 00:00Z', 'a', 10, 'q')",
                "(NULL, '2023-01-01 00:00Z', '', -1, NULL)");
        table(
                "several with citext",
                "(a int, d ext.citext, m mood, PRIMARY KEY (m, d, a))",
                "(10, 'b', 'ok')",
                "(9, 'B', 'ok')",
                "(9, 'a', 'ok')",
                "(9, 'a', 'happy')",
                "(10, 'A', 'happy')",
                "(1, 'Z', 'sad')");
        table(
                "by index",
                "(a int, b text COLLATE \"C\" NOT NULL, c int NOT NULL, UNIQUE (c, b))",
                "(1, 'b', 10)",
                "(2, 'a', 10)",
                "(3, 'B', 9)",
                "(NULL, 'a', 9)");
    }

    private void oddNames() {
        table(
                "na.me \"with\" 'all' ÄÖ漢",
                "(\"a.b\" text, \"Ключ \"\"x\"\"\" int, \"select\" text, PRIMARY KEY (\"select\", \"Ключ \"\"x\"\"\"))",
                "('x', 10, 'b')",
                "('y', 9, 'b')",
                "('z', 9, 'a')");
        table("r", "(r int PRIMARY KEY, text int, k1 text)", "(10, 1, 'x')", "(9, 2, 'y')", "(100, 3, 'z')");
    }

    private void partitioned() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            values.add("(" + (i * 7 % 12) + ", 'n" + i + "')");
        }
        table("ranges", "(id int PRIMARY KEY, note text) PARTITION BY RANGE (id)", values.toArray(String[]::new));
        table("hashes", "(id int PRIMARY KEY, note text) PARTITION BY HASH (id)", values.toArray(String[]::new));
    }

    /** What the tables need besides, once they are there. */
    static final List<String> ADDITIONS = List.of(
            "ALTER TABLE \"by index\" REPLICA IDENTITY USING INDEX \"by index_c_b_key\"",
            "CREATE TABLE ranges_low PARTITION OF ranges FOR VALUES FROM (0) TO (5)",
            "CREATE TABLE ranges_high PARTITION OF ranges FOR VALUES FROM (5) TO (100) PARTITION BY RANGE (id)",
            // its columns lie in another order
            "CREATE TABLE ranges_middle (note text, gone int, id int NOT NULL)",
            "ALTER TABLE ranges_middle DROP COLUMN gone",
            "ALTER TABLE ranges_high ATTACH PARTITION ranges_middle FOR VALUES FROM (5) TO (8)",
            "CREATE TABLE ranges_top PARTITION OF ranges_high DEFAULT",
            "CREATE TABLE hashes_0 PARTITION OF hashes FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "CREATE TABLE hashes_1 PARTITION OF hashes FOR VALUES WITH (MODULUS 2, REMAINDER 1)");

    private void wide() {
        table(
                "wide",
                "(id int PRIMARY KEY, note text, picture bytea)",
                "(10, repeat('wide \\', 500000), decode(repeat('00ff5c0a', 500000), 'hex'))",
                "(9, repeat(E'x\\ty', 700000), NULL)",
                "(100, '', '')");
    }

    private void key(String table, String type, String... values) {
        String[] rows = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            rows[i] = "(" + i + ", " + values[i] + ", 'note " + i + "')";
        }
        table(table, "(v int, k " + type + " PRIMARY KEY, note text)", rows);
    }

    private void table(String table, String definition, String... rows) {
        String name = '"' + table.replace("\"", "\"\"") + '"';
        List<String> all = new ArrayList<>(List.of("CREATE TABLE " + name + " " + definition));
        for (String row : rows) {
            all.add("INSERT INTO " + name + " VALUES " + row);
        }
        statements.put(table, all);
    }
}
