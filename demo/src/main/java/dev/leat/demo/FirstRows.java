package dev.leat.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the shop has before anything happens in it. */
final class FirstRows {
    private static final int CUSTOMERS = 300;
    private static final int PRODUCTS = 120;
    private static final int ORDERS = 600;

    private static final List<String> FIRST_NAMES =
            List.of("Ada", "Bram", "Chloé", "Dragan", "Elif", "Freya", "Goran", "Hana", "Ivo", "Jūratė");
    private static final List<String> LAST_NAMES =
            List.of("Abe", "Berg", "Costa", "Dvořák", "Eriksen", "Fischer", "García", "Horvat");
    private static final List<String> CITIES = List.of("Bergen", "Gdańsk", "Lyon", "Porto", "Tartu", "Ulm");
    private static final List<String> MATERIALS = List.of("Oak", "Steel", "Linen", "Clay", "Glass", "Cork");
    private static final List<String> THINGS =
            List.of("bowl", "lamp", "shelf", "apron", "clock", "tray", "stool", "jar", "hook", "frame");
    private static final List<String> COUNTRIES = List.of("IT", "JP", "PL");
    private static final List<String> STATES = List.of("placed", "paid", "shipped", "delivered");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final LocalDateTime FIRST_CUSTOMER = LocalDateTime.of(2024, 1, 1, 8, 0);
    private static final LocalDateTime FIRST_ORDER = LocalDateTime.of(2026, 1, 5, 9, 30);

    private final Connection connection;
    private final ShopSource source;

    private FirstRows(Connection connection, ShopSource source) {
        this.connection = connection;
        this.source = source;
    }

    /** Fills the empty tables in one transaction. */
    static void insert(Connection connection, ShopSource source) throws SQLException {
        connection.setAutoCommit(false);
        FirstRows rows = new FirstRows(connection, source);
        rows.customers();
        rows.products();
        rows.orders();
        connection.commit();
    }

    private void customers() throws SQLException {
        insert("customers (name, email, city, newsletter, since)", CUSTOMERS, n -> {
            String first = of(FIRST_NAMES, n);
            String last = of(LAST_NAMES, n / FIRST_NAMES.size());
            int city = n % (CITIES.size() + 1);
            return new @Nullable Object[] {
                first + " " + last,
                (first + "." + last + n).toLowerCase(Locale.ROOT) + "@example.com",
                city == CITIES.size() ? null : CITIES.get(city),
                n % 3 == 0,
                TIME.format(FIRST_CUSTOMER.plusHours(31L * n).plusMinutes(7L * n))
            };
        });
    }

    private void products() throws SQLException {
        insert("products (sku, name, price, stock, tags, details)", PRODUCTS, n -> {
            String material = of(MATERIALS, n);
            return new Object[] {
                sku(n),
                material + " " + of(THINGS, n / MATERIALS.size()),
                price(n),
                20 + n * 13 % 180,
                source.tags(material.toLowerCase(Locale.ROOT), n % 4 == 0 ? "sale" : "regular"),
                "{\"weight_g\": " + (80 + n * 29 % 1500) + ", \"made_in\": \"" + of(COUNTRIES, n) + "\", \"returns\": "
                        + n % 5 + "}"
            };
        });
    }

    private void orders() throws SQLException {
        insert("orders (customer_id, status, note, placed_at)", ORDERS, n -> new @Nullable Object[] {
            1 + n * 7 % CUSTOMERS,
            of(STATES, n),
            n % 9 == 0 ? "leave at the door" : null,
            TIME.format(FIRST_ORDER.plusMinutes(47L * n))
        });
        for (int line = 1; line <= 4; line++) {
            int lineOfAll = line;
            insert("order_lines (order_id, line, sku, quantity, price)", ORDERS, order -> {
                int product = 1 + (order * 11 + lineOfAll * 17) % PRODUCTS;
                return lineOfAll > 1 + order % 4
                        ? null
                        : new Object[] {order, lineOfAll, sku(product), 1 + (order + lineOfAll) % 3, price(product)};
            });
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE orders SET total ="
                    + " (SELECT sum(quantity * price) FROM order_lines WHERE order_id = orders.id)");
        }
    }

    private static String sku(int n) {
        return "P-" + (1000 + n);
    }

    private static BigDecimal price(int n) {
        return BigDecimal.valueOf(500 + n * 37 % 4000 * 4L).movePointLeft(2).setScale(2, RoundingMode.UNNECESSARY);
    }

    private static String of(List<String> words, int n) {
        return words.get(n % words.size());
    }

    /** A row's values; null for no row. */
    @FunctionalInterface
    private interface Row {
        @Nullable
        Object @Nullable [] values(int n);
    }

    private void insert(String columns, int count, Row row) throws SQLException {
        String places =
                "?" + ", ?".repeat((int) columns.chars().filter(c -> c == ',').count());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + columns + " VALUES (" + places + ")")) {
            for (int n = 1; n <= count; n++) {
                @Nullable Object[] values = row.values(n);
                if (values != null) {
                    for (int i = 0; i < values.length; i++) {
                        insert.setObject(i + 1, values[i]);
                    }
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }
}
