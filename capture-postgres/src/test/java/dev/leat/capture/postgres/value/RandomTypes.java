package dev.leat.capture.postgres.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes types out of types, and values of them. The same seed makes the same ones. */
public final class RandomTypes {
    private static final int MAX_DEPTH = 3;
    private static final String MOOD = "g_mood";

    /** What {@link #type} needs beside {@link #created}. */
    public static final List<String> SETUP = List.of(
            "CREATE TYPE " + MOOD + " AS ENUM ('ok', 'so so', 'a \"b\" \\ {c},(d)', 'NULL')",
            "CREATE TYPE g_floatrange AS RANGE (subtype = float8, multirange_type_name = g_floatmultirange)",
            "CREATE TYPE g_textrange AS RANGE (subtype = text, multirange_type_name = g_textmultirange)");

    private static final List<String> PIECES = List.of(
            "a", "Z", "0", " ", "\"", "'", "\\", ",", ";", "{", "}", "(", ")", "[", "]", "=>", ":", "/", "\n", "\t",
            "\r", "\u0001", "\u001f", "\u007f", "é", "漢", "😀", "\u2028", "\ufeff", "NULL", "null", "\\N", "\\x41",
            "+00:00");

    private final Random random;
    private final List<String> created = new ArrayList<>();
    private final List<RandomType.Scalar> scalars = scalars();
    private int count;

    public RandomTypes(Random random) {
        this.random = random;
    }

    /** The statements that make the types that were asked for, in their order. */
    public List<String> created() {
        return created;
    }

    public RandomType type() {
        return type(0);
    }

    private RandomType type(int depth) {
        if (depth == MAX_DEPTH) {
            return scalar();
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> new RandomType.Array(element(depth + 1));
            case 2, 3 -> row(depth + 1);
            case 4 -> domain(depth + 1);
            case 5 -> range();
            default -> scalar();
        };
    }

    private RandomType scalar() {
        return scalars.get(random.nextInt(scalars.size()));
    }

    /** The constructor makes one array of more dimensions out of arrays, domains over arrays included. */
    private RandomType element(int depth) {
        RandomType type = type(depth);
        RandomType base = type;
        while (base instanceof RandomType.Domain domain) {
            base = domain.base();
        }
        return base instanceof RandomType.Array ? scalar() : type;
    }

    private RandomType row(int depth) {
        List<RandomType> fields = IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> type(depth))
                .toList();
        RandomType.Row row = new RandomType.Row("g_row_" + count++, fields);
        created.add(row.create());
        return row;
    }

    private RandomType domain(int depth) {
        RandomType.Domain domain = new RandomType.Domain("g_domain_" + count++, type(depth));
        created.add(domain.create());
        return domain;
    }

    private RandomType range() {
        String name = List.of("int4", "int8", "num", "date", "ts", "tstz", "g_float", "g_text")
                .get(random.nextInt(8));
        String bound = switch (name) {
            case "num" -> "numeric";
            case "ts" -> "timestamp";
            case "tstz" -> "timestamptz";
            case "g_float" -> "float8";
            case "g_text" -> "text";
            default -> name;
        };
        RandomType.Scalar of = scalars.stream()
                .filter(scalar -> scalar.sql().equals(bound))
                .findFirst()
                .orElseThrow();
        return new RandomType.Range(name + (random.nextBoolean() ? "range" : "multirange"), name + "range", of);
    }

    private static List<RandomType.Scalar> scalars() {
        return List.of(
                new RandomType.Scalar("bool", r -> r.nextBoolean() ? "true" : "false"),
                new RandomType.Scalar("int2", r -> "'" + (short) r.nextInt() + "'"),
                new RandomType.Scalar("int4", r -> "'" + r.nextInt() + "'"),
                new RandomType.Scalar("int8", r -> "'" + r.nextLong() + "'"),
                new RandomType.Scalar(
                        "float4", r -> "'" + oneOf(r, Float.intBitsToFloat(r.nextInt()), r.nextFloat()) + "'"),
                new RandomType.Scalar(
                        "float8",
                        r -> "'" + oneOf(r, Double.longBitsToDouble(r.nextLong()), r.nextDouble(), 1e15, -0.0) + "'"),
                new RandomType.Scalar("numeric", RandomTypes::numeric),
                new RandomType.Scalar(
                        "numeric(12,3)", r -> "'" + new java.math.BigDecimal(BigInteger.valueOf(r.nextInt()), 3) + "'"),
                new RandomType.Scalar("text", r -> literal(text(r))),
                new RandomType.Scalar("varchar(300)", r -> literal(text(r))),
                new RandomType.Scalar("char(300)", r -> literal(text(r))),
                new RandomType.Scalar("citext", r -> literal(text(r))),
                new RandomType.Scalar(
                        "xml",
                        r -> "xmlelement(name \"a b\", " + literal(text(r).replaceAll("[\\u0001\\u001f]", "")) + ")"),
                new RandomType.Scalar("bytea", RandomTypes::bytes),
                new RandomType.Scalar(
                        "date", r -> infinite(r, "date '1970-01-01' + " + between(r, -2_440_587, 2_140_000_000))),
                new RandomType.Scalar(
                        "time",
                        r -> r.nextInt(8) == 0
                                ? "'24:00'"
                                : "time '00:00' + make_interval(secs => " + between(r, 0, 86_399_999_999L) / 1e6 + ")"),
                new RandomType.Scalar(
                        "timetz",
                        r -> "'" + between(r, 0, 23) + ":59:59.5" + (r.nextBoolean() ? "+" : "-") + between(r, 0, 15)
                                + ":30'"),
                new RandomType.Scalar("timestamp", r -> infinite(r, "timestamp '2000-01-01' + " + instant(r))),
                new RandomType.Scalar(
                        "timestamptz", r -> infinite(r, "timestamptz '2000-01-01 00:00Z' + " + instant(r))),
                new RandomType.Scalar(
                        "interval",
                        r -> "make_interval(" + r.nextInt(99) + ", " + (r.nextInt(99) - 50) + ", 0, " + r.nextInt(999)
                                + ", 0, 0, " + r.nextInt() / 1000.0 + ")"),
                new RandomType.Scalar("uuid", r -> "'" + new java.util.UUID(r.nextLong(), r.nextLong()) + "'"),
                new RandomType.Scalar("json", r -> literal(json(r, 0))),
                new RandomType.Scalar("jsonb", r -> literal(json(r, 0))),
                new RandomType.Scalar(
                        "bit(5)",
                        r -> "B'" + Integer.toBinaryString(32 + r.nextInt(32)).substring(1) + "'"),
                new RandomType.Scalar("varbit", r -> "B'" + Integer.toBinaryString(r.nextInt()) + "'"),
                new RandomType.Scalar(
                        "inet", r -> "'" + r.nextInt(256) + ".0.0." + r.nextInt(256) + "/" + r.nextInt(33) + "'"),
                new RandomType.Scalar("point", r -> "point(" + r.nextInt() + ", 'NaN')"),
                new RandomType.Scalar("tsvector", r -> "to_tsvector('simple', " + literal(text(r)) + ")"),
                new RandomType.Scalar("oid", r -> "'" + Integer.toUnsignedString(r.nextInt()) + "'"),
                new RandomType.Scalar("hstore", RandomTypes::map),
                new RandomType.Scalar(MOOD, r -> "(enum_range(NULL::" + MOOD + "))[" + (1 + r.nextInt(4)) + "]"));
    }

    private static String oneOf(Random random, Number... values) {
        Number value = values[random.nextInt(values.length)];
        return value.toString();
    }

    private static String infinite(Random random, String finite) {
        return switch (random.nextInt(12)) {
            case 0 -> "'infinity'";
            case 1 -> "'-infinity'";
            default -> "(" + finite + ")";
        };
    }

    private static String instant(Random random) {
        long micros = random.nextBoolean()
                ? between(random, -200_000_000_000_000_000L, 9_000_000_000_000_000_000L)
                : between(random, -2_000_000_000_000_000L, 2_000_000_000_000_000L);
        return "make_interval(secs => " + micros / 1_000_000 + "." + String.format("%06d", Math.abs(micros % 1_000_000))
                + ")";
    }

    private static String numeric(Random random) {
        int special = random.nextInt(20);
        if (special < 3) {
            return List.of("'NaN'", "'Infinity'", "'-Infinity'").get(special);
        }
        int digits = special == 3 ? 1000 : 1 + random.nextInt(40);
        String all = IntStream.range(0, digits)
                .mapToObj(i -> Integer.toString(random.nextInt(10)))
                .collect(Collectors.joining());
        int point = random.nextInt(digits + 1);
        return "'" + (random.nextBoolean() ? "-" : "") + all.substring(0, point) + "0." + all.substring(point) + "0'";
    }

    private static String bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return "'\\x" + java.util.HexFormat.of().formatHex(bytes) + "'";
    }

    private static String text(Random random) {
        return Stream.generate(() -> PIECES.get(random.nextInt(PIECES.size())))
                .limit(random.nextInt(random.nextInt(10) == 0 ? 40 : 6))
                .collect(Collectors.joining());
    }

    private static String map(Random random) {
        int size = random.nextInt(4);
        String keys = IntStream.range(0, size)
                .mapToObj(i -> literal(i + text(random)))
                .collect(Collectors.joining(", "));
        String values = IntStream.range(0, size)
                .mapToObj(i -> random.nextInt(4) == 0 ? "NULL" : literal(text(random)))
                .collect(Collectors.joining(", "));
        return "hstore(ARRAY[" + keys + "]::text[], ARRAY[" + values + "]::text[])";
    }

    private static String json(Random random, int depth) {
        String space = List.of("", "", " ", "\n", "\t ").get(random.nextInt(5));
        int size = random.nextInt(4);
        String value = switch (random.nextInt(depth == MAX_DEPTH ? 5 : 7)) {
            case 0 -> "null";
            case 1 -> Boolean.toString(random.nextBoolean());
            case 2 -> Integer.toString(random.nextInt());
            case 3 -> random.nextInt(1000) + "." + random.nextInt(1000) + "e" + (random.nextInt(60) - 30);
            case 4 -> jsonString(random);
            case 5 ->
                IntStream.range(0, size)
                        .mapToObj(i -> json(random, depth + 1))
                        .collect(Collectors.joining(space + "," + space, "[" + space, "]"));
            default ->
                IntStream.range(0, size)
                        .mapToObj(i -> jsonString(random) + space + ":" + json(random, depth + 1))
                        .collect(Collectors.joining(",", "{" + space, space + "}"));
        };
        return space + value + space;
    }

    private static String jsonString(Random random) {
        StringBuilder quoted = new StringBuilder("\"");
        text(random).chars().forEach(c -> {
            if (c < 0x20 || c == '"' || c == '\\') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static long between(Random random, long low, long high) {
        return low + (long) (random.nextDouble() * (high - low));
    }
}
