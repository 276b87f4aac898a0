package dev.leat.benchmarks.pgoutput;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** A table, and the rows that are written to it. */
public enum Workload {
    /** Inserts into a table of five columns. */
    NARROW {
        @Override
        List<Column> columns() {
            return List.of(
                    new Column("id", "int8", 20, (random, row) -> Long.toString(1_000_000_000L + row)),
                    new Column("customer", "int4", 23, (random, row) -> Integer.toString(random.nextInt(1_000_000))),
                    new Column("name", "text", 25, (random, row) -> words(random, 24)),
                    new Column("amount", "numeric", 1700, (random, row) -> decimal(random, 6, 2)),
                    new Column("created", "timestamptz", 1184, (random, row) -> timestamp(random) + "+00"));
        }
    },
    /** Inserts into a table of twenty columns of mixed types. */
    WIDE {
        @Override
        List<Column> columns() {
            return wideColumns();
        }
    },
    /** Updates of that table with replica identity FULL: twenty old and twenty new values. */
    WIDE_UPDATE {
        @Override
        List<Column> columns() {
            return wideColumns();
        }

        @Override
        boolean isUpdate() {
            return true;
        }
    };

    /** Makes one value of a column as text. */
    interface Values {
        String next(Random random, int row);
    }

    /**
     * A column.
     *
     * @param type its name in the server's catalog
     * @param oid the type's OID
     */
    record Column(String name, String type, int oid, Values values) {}

    abstract List<Column> columns();

    boolean isUpdate() {
        return false;
    }

    private static List<Column> wideColumns() {
        return List.of(
                new Column("id", "int8", 20, (random, row) -> Long.toString(1_000_000_000L + row)),
                new Column("tenant", "int4", 23, (random, row) -> Integer.toString(random.nextInt(10_000))),
                new Column("kind", "int2", 21, (random, row) -> Integer.toString(random.nextInt(100))),
                new Column("parent", "int8", 20, (random, row) -> Long.toString(random.nextLong())),
                new Column("active", "bool", 16, (random, row) -> random.nextBoolean() ? "t" : "f"),
                new Column("latitude", "float8", 701, (random, row) -> Double.toString(random.nextDouble() * 90)),
                new Column("longitude", "float8", 701, (random, row) -> Double.toString(random.nextDouble() * 180)),
                new Column("score", "float4", 700, (random, row) -> Float.toString(random.nextFloat() + 1)),
                new Column("price", "numeric", 1700, (random, row) -> decimal(random, 8, 2)),
                new Column("rate", "numeric", 1700, (random, row) -> decimal(random, 3, 6)),
                new Column("name", "text", 25, (random, row) -> words(random, 24)),
                new Column("description", "text", 25, (random, row) -> words(random, 80)),
                new Column("code", "varchar", 1043, (random, row) -> "C" + random.nextInt(100_000)),
                new Column("created", "timestamptz", 1184, (random, row) -> timestamp(random) + "+00"),
                new Column("changed", "timestamp", 1114, (random, row) -> timestamp(random)),
                new Column(
                        "day", "date", 1082, (random, row) -> timestamp(random).substring(0, 10)),
                new Column(
                        "at", "time", 1083, (random, row) -> timestamp(random).substring(11)),
                new Column(
                        "token",
                        "uuid",
                        2950,
                        (random, row) -> new UUID(random.nextLong(), random.nextLong()).toString()),
                new Column(
                        "tags",
                        "jsonb",
                        3802,
                        (random, row) -> "{\"a\": " + row + ", \"tags\": [\"" + words(random, 12) + "\"]}"),
                new Column("note", "text", 25, (random, row) -> words(random, 10)));
    }

    private static String decimal(Random random, int whole, int scale) {
        StringBuilder digits = new StringBuilder();
        digits.append(1 + random.nextInt(9));
        for (int i = 1; i < whole; i++) {
            digits.append(random.nextInt(10));
        }
        digits.append('.');
        for (int i = 0; i < scale; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private static String timestamp(Random random) {
        return String.format(
                Locale.ROOT,
                "2026-%02d-%02d %02d:%02d:%02d.%06d",
                1 + random.nextInt(12),
                1 + random.nextInt(28),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                100_000 + random.nextInt(899_999) | 1);
    }

    private static String words(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
            if (random.nextInt(6) == 0) {
                text.append(' ');
            }
        }
        text.setLength(length);
        return text.toString();
    }
}
