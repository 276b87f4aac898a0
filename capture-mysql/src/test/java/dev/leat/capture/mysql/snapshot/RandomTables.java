package dev.leat.capture.mysql.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables with random columns, keys and values, as SQL. */
final class RandomTables {
    private static final String[] CHARACTER_SETS = {
        "latin1", "utf8mb3", "utf8mb4", "ascii", "ucs2", "utf16", "utf32", "cp1251", "gbk", "sjis"
    };

    private final Random random;

    /** A column's definition, and how its values are made. */
    private record Type(String sql, boolean mayBeKey, Values values) {}

    @FunctionalInterface
    private interface Values {
        String next();
    }

    RandomTables(long seed) {
        this.random = new Random(seed);
    }

    /** Statements that make a table and fill it. */
    List<String> table(String name, int rows) {
        List<Type> types = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            types.add(type());
        }
        List<Integer> keys = IntStream.range(0, count)
                .filter(i -> types.get(i).mayBeKey())
                .limit(1 + random.nextInt(3))
                .boxed()
                .toList();
        boolean hasId = keys.isEmpty() || random.nextInt(3) == 0;
        String columns = IntStream.range(0, count)
                .mapToObj(i -> "`c " + i + "` " + types.get(i).sql() + (keys.contains(i) ? " NOT NULL" : " NULL"))
                .collect(Collectors.joining(", "));
        String key = keys.stream().map(i -> "`c " + i + "`").collect(Collectors.joining(", "));
        String id = hasId ? "id int NOT NULL, " : "";
        List<String> sql = new ArrayList<>();
        sql.add("CREATE TABLE " + name + " (" + id + columns + ", PRIMARY KEY ("
                + (key.isEmpty() ? "id" : hasId ? key + ", id" : key) + "))");
        for (int row = 0; row < rows; row++) {
            String values = IntStream.range(0, count)
                    .mapToObj(i -> !keys.contains(i) && random.nextInt(6) == 0
                            ? "NULL"
                            : types.get(i).values().next())
                    .collect(Collectors.joining(", "));
            sql.add("INSERT IGNORE INTO " + name + " VALUES (" + (hasId ? row + ", " : "") + values + ")");
        }
        return sql;
    }

    private Type type() {
        return switch (random.nextInt(21)) {
            case 0 -> integer("tinyint", 8);
            case 1 -> integer("smallint", 16);
            case 2 -> integer("mediumint", 24);
            case 3 -> integer("int", 32);
            case 4 -> integer("bigint", 64);
            case 5 -> new Type("float", true, () -> Float.toString(number(Float.MAX_VALUE)));
            case 6 -> new Type("double", true, () -> Double.toString(real()));
            case 7 -> decimal();
            case 8 -> new Type("date", true, () -> "'" + date() + "'");
            case 9 -> {
                int digits = random.nextInt(7);
                yield new Type("time(" + digits + ")", true, this::time);
            }
            case 10 -> {
                int digits = random.nextInt(7);
                yield new Type("datetime(" + digits + ")", true, () -> "'" + date() + " " + clock() + "'");
            }
            case 11 -> {
                int digits = random.nextInt(7);
                yield new Type(
                        "timestamp(" + digits + ")",
                        false,
                        () -> "'" + (1971 + random.nextInt(66)) + "-0" + (1 + random.nextInt(9)) + "-1"
                                + random.nextInt(10) + " " + clock() + "'");
            }
            case 12 ->
                new Type("year", true, () -> String.valueOf(random.nextInt(9) == 0 ? 0 : 1901 + random.nextInt(255)));
            case 13 -> {
                int bits = 1 + random.nextInt(64);
                yield new Type(
                        "bit(" + bits + ")", true, () -> Long.toUnsignedString(random.nextLong() >>> (64 - bits)));
            }
            case 14 -> {
                String labels = IntStream.range(0, random.nextBoolean() ? 300 : 5)
                        .mapToObj(i -> "'l" + i + "'")
                        .collect(Collectors.joining(","));
                yield new Type("enum(" + labels + ")", true, () -> "'l" + random.nextInt(6) + "'");
            }
            case 15 -> {
                int count = 1 + random.nextInt(64);
                String labels =
                        IntStream.range(0, count).mapToObj(i -> "'l" + i + "'").collect(Collectors.joining(","));
                yield new Type(
                        "set(" + labels + ")", true, () -> Long.toUnsignedString(random.nextLong() >>> (64 - count)));
            }
            case 16 -> text("char(" + (1 + random.nextInt(60)) + ")");
            case 17 -> text("varchar(" + (1 + random.nextInt(120)) + ")");
            case 18 -> {
                boolean isFixed = random.nextBoolean();
                yield new Type(
                        (isFixed ? "binary(" : "varbinary(") + (1 + random.nextInt(20)) + ")", true, this::octets);
            }
            case 19 ->
                random.nextBoolean()
                        ? new Type("blob", false, this::octets)
                        : new Type(
                                "point", false, () -> "POINT(" + random.nextInt(9) + ", " + random.nextDouble() + ")");
            default -> new Type("json", false, () -> "'[" + real() + ", {\"a\": \"b\"}, " + random.nextInt() + "]'");
        };
    }

    private Type integer(String name, int bits) {
        boolean unsigned = random.nextBoolean();
        return new Type(name + (unsigned ? " unsigned" : ""), true, () -> {
            long value = random.nextInt(4) == 0 ? random.nextInt(3) - 1L : random.nextLong();
            return unsigned ? Long.toUnsignedString(value >>> (64 - bits)) : String.valueOf(value >> (64 - bits));
        });
    }

    private Type decimal() {
        int precision = 1 + random.nextInt(65);
        int scale = random.nextInt(Math.min(precision, 30) + 1);
        return new Type("decimal(" + precision + "," + scale + ")", true, () -> {
            StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "");
            for (int i = random.nextInt(precision - scale + 1); i > 0; i--) {
                digits.append(random.nextInt(10));
            }
            digits.append("0.");
            for (int i = random.nextInt(scale + 1); i > 0; i--) {
                digits.append(random.nextInt(10));
            }
            return digits.append('0').toString();
        });
    }

    private Type text(String name) {
        String set = CHARACTER_SETS[random.nextInt(CHARACTER_SETS.length)];
        return new Type(name + " CHARACTER SET " + set, true, () -> {
            String[] letters = {"a", "A", "b", " ", "", "\u00e9", "\u0416", "\u65e5", "0"};
            int count = random.nextInt(6);
            StringBuilder value = new StringBuilder("'");
            for (int i = 0; i < count; i++) {
                value.append(letters[random.nextInt(letters.length)]);
            }
            return value.append('\'').toString();
        });
    }

    private String octets() {
        StringBuilder value = new StringBuilder("X'");
        for (int i = random.nextInt(8); i > 0; i--) {
            value.append(random.nextInt(3) == 0 ? "00" : random.nextBoolean() ? "20" : "ff");
        }
        return value.append('\'').toString();
    }

    private float number(float max) {
        return random.nextInt(3) == 0 ? random.nextInt(100) / 10f : (float) ((random.nextFloat() - 0.5) * max);
    }

    private double real() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(100);
            case 1 -> random.nextInt(1000) / 10.0;
            case 2 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(140) - 70);
            default -> Math.scalb(random.nextDouble(), random.nextInt(1800) - 900);
        };
    }

    private String date() {
        return switch (random.nextInt(8)) {
            case 0 -> "0000-00-00";
            case 1 -> "2024-00-00";
            case 2 -> "2024-02-00";
            default ->
                String.format(
                        "%04d-%02d-%02d", 1 + random.nextInt(9999), 1 + random.nextInt(12), 1 + random.nextInt(28));
        };
    }

    private String clock() {
        return String.format(
                "%02d:%02d:%02d.%06d",
                random.nextInt(24), random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000));
    }

    private String time() {
        return String.format(
                "'%s%d:%02d:%02d.%06d'",
                random.nextBoolean() ? "-" : "",
                random.nextInt(3) == 0 ? 0 : random.nextInt(838),
                random.nextInt(60),
                random.nextInt(60),
                random.nextInt(1_000_000));
    }
}
