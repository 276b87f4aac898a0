package dev.leat.capture.postgres.value;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of every type, each with the values at its edges, as SQL. */
public final class ValueZoo {
    /** Superuser's part. */
    public static final List<String> EXTENSIONS =
            List.of("hstore", "citext", "ltree", "cube", "isn", "seg", "intarray");

    /** What the columns' types need. */
    public static final List<String> TYPES = List.of(
            "CREATE TYPE mood AS ENUM ('so so', 'ok', 'a \"b\" \\ {c},(d)', 'NULL')",
            "CREATE DOMAIN d_int AS int CHECK (VALUE > -10)",
            "CREATE DOMAIN d_price AS numeric(7,2)",
            "CREATE DOMAIN d_d_price AS d_price",
            "CREATE DOMAIN d_ints AS int[]",
            "CREATE DOMAIN d_bytes AS bytea",
            "CREATE DOMAIN d_instant AS timestamptz",
            "CREATE DOMAIN d_text AS text",
            "CREATE TYPE pair AS (a int, \"the \"\"B\"\"\" text)",
            "CREATE TYPE one AS (sole text)",
            "CREATE TYPE nested AS (p pair, ps pair[], t timestamptz, o bytea, j json, b jsonb, m mood, ns text[][],"
                    + " n numeric, f float8, h hstore, d d_ints, r tstzrange, ok bool, dt date, c char(4), oo one[])",
            "CREATE DOMAIN d_pair AS pair",
            "CREATE TYPE floatrange AS RANGE (subtype = float8)",
            "CREATE TABLE row_type (id int, gone text, late timestamptz, \"Ünï\" text)",
            "ALTER TABLE row_type DROP COLUMN gone");

    private static final String EDGY_TEXT = "E'q\" a'' b\\\\ c\\n d\\t e\\r f\\x01\\x1f\\x7f g{,}();= é 😀 \\\\N'";

    /** A column's type and its values as SQL expressions. */
    record Sample(String type, List<String> values) {}

    private final List<Sample> samples = new ArrayList<>();

    public ValueZoo(int major) {
        scalars();
        networksAndShapes();
        ranges();
        userTypes();
        arraysOfAll();
        oddArrays();
        if (major >= 15) {
            add("numeric(3,-2)", "12345", "-50");
            add("numeric(2,4)", "0.0012");
        }
        if (major >= 16) {
            add("\"char\"", "'\\351'");
        }
        if (major >= 17) {
            add("interval", "'infinity'", "'-infinity'");
        }
    }

    List<Sample> samples() {
        return samples;
    }

    public int rowCount() {
        return samples.stream().mapToInt(sample -> sample.values.size()).max().orElseThrow();
    }

    public String createTable(String name) {
        return "CREATE TABLE " + name + " (n int PRIMARY KEY, "
                + IntStream.range(0, samples.size())
                        .mapToObj(i -> "c" + i + " " + samples.get(i).type)
                        .collect(Collectors.joining(", "))
                + ")";
    }

    public String insert(String name, int row) {
        return "INSERT INTO " + name + " VALUES (" + row
                + samples.stream()
                        .map(sample -> ", " + (row < sample.values.size() ? sample.values.get(row) : "NULL"))
                        .collect(Collectors.joining())
                + ")";
    }

    private void scalars() {
        add("bool", "true", "false");
        add("int2", "-32768", "32767", "0");
        add("int4", "-2147483648", "2147483647", "0");
        add("int8", "-9223372036854775808", "9223372036854775807", "0", "1000000000000");
        add(
                "float4",
                "'1.1'",
                "'-0'",
                "'NaN'",
                "'Infinity'",
                "'-Infinity'",
                "'1e-45'",
                "'3.4028235e38'",
                "'1e-5'",
                "'100000'",
                "'1e15'");
        add(
                "float8",
                "'1e+308'",
                "'1.7976931348623157e308'",
                "'5e-324'",
                "'-0'",
                "'NaN'",
                "'Infinity'",
                "'-Infinity'",
                "'0.1'",
                "'1e-5'",
                "'2.2250738585072014e-308'",
                "'123456789.12345678'",
                "'1e15'",
                "'1e16'",
                "'0.30000000000000004'");
        add(
                "numeric",
                "0",
                "0.000",
                "-1.50",
                "1e100",
                "10::numeric ^ 1000 + 0.5",
                "'NaN'",
                "1e-100",
                "'Infinity'",
                "'-Infinity'",
                "-99999999999999999999999999999999999999.99",
                "repeat('9', 5000)::numeric");
        add("numeric(10,2)", "12.5", "-0.01", "99999999.99");
        add("numeric(5)", "12345");
        add(
                "text",
                "''",
                EDGY_TEXT,
                "'NULL'",
                "'null'",
                "' '",
                "'\\N'",
                "'{}'",
                "repeat('long \"', 10000)",
                "'\\\\'",
                "E'\\u2028\\u2029\\u00e9'");
        add("varchar(12)", "'a\\b\"c'", "''");
        add("char(5)", "'ab'", "''", "E'\\n'");
        add("name", "'Some Name'");
        add("\"char\"", "'x'", "'\"'", "'\\'");
        add("citext", "'MiXed'", EDGY_TEXT);
        add(
                "bytea",
                "''",
                "'\\x00'",
                "'\\xff'",
                "'\\x0a5c22'",
                "(SELECT string_agg(decode(lpad(to_hex(b), 2, '0'), 'hex'), '' ORDER BY b) FROM generate_series(0, 255) b)");
        String days =
                "'2024-02-29' '1970-01-01' '0001-01-01' '0044-03-15 BC' '4713-11-24 BC' '5874897-12-31' 'infinity'"
                        + " '-infinity' '10000-01-01' '0099-12-31'";
        add("date", split(days));
        add("time", "'00:00'", "'24:00'", "'23:59:59.999999'", "'12:34:56.7'", "'01:02:03.000001'");
        add("time(3)", "'12:34:56.7891'");
        add("timetz", "'24:00:00-15:59'", "'12:00:00.5+05:30'", "'00:00+00'", "'12:00+01:02:03'");
        String instants = "'2024-01-01 00:00:00' '2024-02-29 23:59:59.999999' '2024-01-01 12:00:00.1' 'infinity'"
                + " '-infinity' '0044-03-15 12:00:00 BC' '294276-12-31 23:59:59.999999' '4713-11-24 00:00:00 BC'"
                + " '0001-01-01 00:00:00' '10000-01-01 00:00:00.5' '1969-12-31 23:59:59.9' '0044-03-15 12:00:00.25 BC'";
        add("timestamp", split(instants));
        add("timestamp(2)", "'2024-01-01 12:00:00.456'");
        add("timestamptz", split(instants));
        add("timestamptz", "'2024-06-01 12:00:00+05:30'", "'1900-01-01 00:00 Europe/Amsterdam'");
        add("timestamptz(0)", "'2024-01-01 12:00:00.456'");
        add("interval", "'1 year 2 mons -3 days 04:05:06.789'", "'-00:00:01'", "'0'", "'178000000 years'", "'1 day'");
        add("uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'");
        String[] documents = {
            "'{}'",
            "'[]'",
            "'null'",
            "'true'",
            "'\"a b\"'",
            "'-1.50e+10'",
            "'{\"b\" : 1.0, \"a\":[1 , 2, {\"x y\": \"z  z\"}],\n\t\"a\": \"\\\\\\\" \\n \\u00e9 :, \" }'",
            "'  [ \"\\\\\", \" \", \"\" ]  '",
            "'{\"\":{\"\":[[],[ ],{ }]}}'",
            "'{\"n\": 12345678901234567890.123456789, \"e\": 1E2}'",
            "'\"é 😀\"'"
        };
        add("json", documents);
        add("jsonb", documents);
        add("xml", "'<a b=\"c\">x &amp; \\ y</a>'", "''");
        add("bit(5)", "B'00101'");
        add("varbit", "B''", "B'1'");
        add("money", "'-12345.67'", "0");
        add("oid", "4294967295", "0");
        add("regclass", "'pg_class'", "'row_type'", "0");
        add("regtype", "'int4'", "'timestamp with time zone'");
        add("regproc", "'now'");
        add("regprocedure", "'now()'");
        add("regoper", "'pg_catalog.||/'");
        add("regoperator", "'+(int4,int4)'");
        add("regnamespace", "'pg_catalog'");
        add("regrole", "current_user::regrole");
        add("regconfig", "'simple'");
        add("regdictionary", "'simple'");
        add("regcollation", "'\"C\"'");
        add("xid", "'4294967295'");
        add("xid8", "'18446744073709551615'");
        add("cid", "'7'");
        add("tid", "'(1,2)'");
        add("pg_lsn", "'16/B374D848'");
        add("pg_snapshot", "'10:20:10,14,15'");
        add("txid_snapshot", "'10:20:10,14,15'");
        add("int2vector", "'1 2 -3'", "''", "'7'");
        add("oidvector", "'1 2 4294967295'", "''");
        add("jsonpath", "'$.a[*] ? (@.b == \"x\")'");
        add("refcursor", "'c'");
        add("aclitem", "makeaclitem(10::oid, 10::oid, 'SELECT', false)");
        add("tsvector", "'a:1 ''b c'':2A \"d\"'", "''");
        add("tsquery", "'a & (b | !c)'");
        add("gtsvector", "NULL");
    }

    private void networksAndShapes() {
        add("inet", "'10.0.0.1'", "'10.0.0.1/8'", "'::1'", "'2001:db8::/32'");
        add("cidr", "'10.0.0.0/8'");
        add("macaddr", "'08:00:2b:01:02:03'");
        add("macaddr8", "'08:00:2b:01:02:03:04:05'");
        add("point", "'(1.5,-0)'", "'(NaN,Infinity)'");
        add("line", "'{1,2,3}'");
        add("lseg", "'[(1,2),(3,4)]'");
        add("box", "'(1,2),(3,4)'");
        add("path", "'[(1,2),(3,4)]'", "'((1,2),(3,4))'");
        add("polygon", "'((1,2),(3,4),(5,6))'");
        add("circle", "'<(1,2),3>'");
        add("ltree", "'a.b.c'");
        add("cube", "'(1,2),(3,4)'");
        add("seg", "'1.5 .. 2'");
        add("isbn", "'978-0-393-04002-9'");
    }

    private void ranges() {
        add("int4range", "'[1,5)'", "'empty'", "'(,)'", "'[,3)'");
        add("int8range", "'[1,9223372036854775806]'");
        add("numrange", "'[1.10,2.20]'");
        add("tsrange", "'[2024-01-01 00:00,2024-01-02 12:00:00.5)'", "'[-infinity,infinity]'");
        add("tstzrange", "'[2024-01-01 00:00+00,2024-01-02 00:00+02)'");
        add("daterange", "'[2024-01-01,2024-01-31]'", "'[0044-03-15 BC,)'");
        add("floatrange", "'[1.5,2.5)'");
        add("int4multirange", "'{[1,2),[5,7)}'", "'{}'");
        add("int8multirange", "'{[1,2)}'");
        add("nummultirange", "'{[1.0,2.0)}'");
        add("tsmultirange", "'{[2024-01-01 00:00,2024-01-02 00:00)}'");
        add("tstzmultirange", "'{[2024-01-01 00:00+00,2024-01-02 00:00+00)}'");
        add("datemultirange", "'{[2024-01-01,2024-01-31)}'");
    }

    private void userTypes() {
        add("mood", "'so so'", "'a \"b\" \\ {c},(d)'", "'NULL'");
        add("d_int", "-9");
        add("d_price", "12.5");
        add("d_d_price", "0");
        add("d_ints", "'{1,NULL,3}'", "'[0:1]={7,8}'");
        add("d_bytes", "'\\x00ff'");
        add("d_instant", "'2024-01-01 00:00+00'");
        add("d_text", EDGY_TEXT);
        add("pair", "(1, 'x')", "(NULL, NULL)", "(-1, '')", "(2, " + EDGY_TEXT + ")", "(3, ' ')", "(4, 'NULL')");
        add("one", "ROW(NULL)::one", "ROW('')::one", "ROW('x')::one", "ROW('(\",\")')::one");
        add("d_pair", "(1, 'a,b')");
        String nested = "ROW((1, " + EDGY_TEXT + "), ARRAY[(2, 'x\\y\"z'), NULL, (NULL, '')]::pair[],"
                + " '0044-03-15 12:00:00.5+00 BC', '\\x005cff', E'{\"a\" :\\n [1, \"b c\\\\\\\\\"]}', '{\"k\": [\"v w\"]}',"
                + " 'a \"b\" \\ {c},(d)', ARRAY[['a', NULL], ['b\"\\', 'NULL']], 'NaN', '-Infinity',"
                + " 'a=>\"1 \\\"2\\\" \\\\\", \"k \\\"q\"=>NULL', '{1,2}', '[2024-01-01 00:00+00,)', true, 'infinity', 'x',"
                + " ARRAY[ROW(NULL), ROW('()'), ROW('\"')]::one[])::nested";
        String nulls = "ROW(" + "NULL, ".repeat(16) + "NULL)::nested";
        add("nested", nested, nulls);
        add("nested[]", "ARRAY[" + nested + ", NULL, " + nulls + "]");
        add("row_type", "ROW(1, '2024-01-01 00:00+00', 'é')::row_type", "ROW(NULL, NULL, NULL)::row_type");
        add(
                "hstore",
                "''",
                "'a=>1, b=>NULL'",
                "hstore(ARRAY['k \"q\" \\', ''], ARRAY[" + EDGY_TEXT + ", ''])",
                "'x=>\"NULL\"'");
        add("hstore[]", "ARRAY['a=>1,b=>\"c,}\"'::hstore, ''::hstore, NULL]");
    }

    /** For every type above an array of its values and a null, in one and in two dimensions, and an empty one. */
    private void arraysOfAll() {
        for (Sample sample : List.copyOf(samples)) {
            String type = sample.type;
            if (type.endsWith("]") || type.equals("gtsvector")) {
                continue;
            }
            String values = sample.values.stream()
                    .limit(12)
                    .map(value -> "(" + value + ")::" + type)
                    .collect(Collectors.joining(", "));
            String list = "ARRAY[" + values + ", NULL]";
            // The constructor makes one array of more dimensions out of arrays, domains over arrays included.
            boolean isArray = type.equals("d_ints") || type.equals("int2vector") || type.equals("oidvector");
            if (isArray) {
                String copies = "array_fill(" + sample.values.get(0) + "::" + type + ", ARRAY[2])";
                add(type + "[]", copies, "'{}'");
            } else {
                add(type + "[]", list, "ARRAY[" + list + ", " + list + "]", "'{}'", "'{NULL}'");
            }
        }
    }

    private void oddArrays() {
        add("int[]", "'[2:3]={1,2}'", "'[-1:0][5:6]={{1,2},{3,4}}'", "'{{{{{{1}}}}}}'");
        add("text[]", "ARRAY['', ' ', 'NULL', 'null', NULL, '\\', '\"', '{}', 'a,b', E'\\n', 'é😀', '\\x']");
        add("box[]", "ARRAY['(1,2),(3,4)'::box, NULL, '(0,0),(1,1)'::box]");
    }

    private void add(String type, String... values) {
        samples.add(new Sample(type, List.of(values)));
    }

    /** Literals in single quotes, separated by a space. */
    private static String[] split(String literals) {
        return literals.split("(?<=') (?=')");
    }
}
