package dev.leat.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in the shop: a few transactions per second, of every kind that a pipeline has to lead: inserts, updates,
 * deletes, keys that change, and a table that is emptied. Runs on a thread of its own until it is closed.
 */
public final class Traffic implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);
    /** Of a hundred transactions: bounds of the kinds, in order. */
    private static final int NEW_ORDER = 34;

    private static final int PROGRESS = 58;
    private static final int CART = 70;
    private static final int PRICE = 78;
    private static final int NEW_CUSTOMER = 84;
    private static final int MOVE = 90;
    private static final int CANCEL = 94;
    private static final int NEW_SKU = 97;

    /** Where customers move to; a city may be unknown. */
    private static final List<@Nullable String> CITIES = Arrays.asList("Ghent", "Łódź", "Turku", null);

    private final Connection connection;
    private final String campaign;
    private final Random random;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong transactionCount = new AtomicLong();

    private Traffic(Connection connection, String campaign, Random random) {
        this.connection = connection;
        this.campaign = campaign;
        this.random = random;
        this.thread = new Thread(this::run, "demo-traffic");
        thread.setDaemon(true);
    }

    /** Begins. */
    public static Traffic start(Shop shop) {
        try {
            Connection connection = shop.connect();
            connection.setAutoCommit(false);
            Traffic traffic = new Traffic(connection, shop.campaign(), new Random());
            traffic.thread.start();
            return traffic;
        } catch (SQLException e) {
            throw new IllegalStateException("can't connect to the shop", e);
        }
    }

    /** How many transactions were committed. */
    public long transactionCount() {
        return transactionCount.get();
    }

    private void run() {
        try {
            // one of each kind first, so that a short demo shows them all
            int[] first = {0, NEW_SKU - 1, PROGRESS - 1, CANCEL - 1, CART - 1, PRICE - 1, 99};
            for (int i = 0; !closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS); i++) {
                transact(i < first.length ? first[i] : random.nextInt(100));
                connection.commit();
                transactionCount.incrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException("the shop's traffic ends", e);
        }
    }

    private void transact(int kind) throws SQLException {
        if (kind < NEW_ORDER) {
            order();
        } else if (kind < PROGRESS) {
            execute("""
                    UPDATE orders
                    SET status = CASE status WHEN 'placed' THEN 'paid' WHEN 'paid' THEN 'shipped' ELSE 'delivered' END
                    WHERE id = ?
                    """, any(ids("orders WHERE status <> 'delivered'")));
        } else if (kind < CART) {
            for (String sku : some(skus("products"), 3)) {
                execute("INSERT INTO carts (sku) VALUES (?)", sku);
            }
        } else if (kind < PRICE) {
            execute(
                    "UPDATE products SET price = round(price * 0.9, 2), details = " + campaign + " WHERE sku = ?",
                    any(skus("products")));
        } else if (kind < NEW_CUSTOMER) {
            execute("""
                    INSERT INTO customers (name, email, city)
                    SELECT name, replace(email, '@', ?), 'Utrecht' FROM customers WHERE id = ?
                    """, "+" + random.nextInt(10_000) + "@", any(ids("customers")));
        } else if (kind < MOVE) {
            execute("UPDATE customers SET city = ? WHERE id = ?", any(CITIES), any(ids("customers")));
        } else if (kind < CANCEL) {
            long order = any(ids("orders"));
            execute("DELETE FROM order_lines WHERE order_id = ?", order);
            execute("DELETE FROM orders WHERE id = ?", order);
        } else if (kind < NEW_SKU) {
            execute(
                    "UPDATE products SET sku = ? WHERE sku = ?",
                    "P-" + (2000 + random.nextInt(100_000)),
                    any(skus("products")));
        } else {
            execute("TRUNCATE TABLE carts");
        }
    }

    private void order() throws SQLException {
        List<String> offers = some(skus("products WHERE stock > 3"), 1 + random.nextInt(3));
        if (offers.isEmpty()) {
            execute("UPDATE products SET stock = stock + 100");
            return;
        }
        long order = insertOrder(any(ids("customers")));
        for (int line = 1; line <= offers.size(); line++) {
            String sku = offers.get(line - 1);
            int quantity = 1 + random.nextInt(3);
            execute(
                    "INSERT INTO order_lines (order_id, line, sku, quantity, price)"
                            + " SELECT ?, ?, sku, ?, price FROM products WHERE sku = ?",
                    order,
                    line,
                    quantity,
                    sku);
            execute("UPDATE products SET stock = stock - ? WHERE sku = ?", quantity, sku);
        }
        execute(
                "UPDATE orders SET total = (SELECT sum(quantity * price) FROM order_lines WHERE order_id = ?)"
                        + " WHERE id = ?",
                order,
                order);
    }

    private long insertOrder(long customer) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO orders (customer_id) VALUES (?)", new String[] {"id"})) {
            insert.setLong(1, customer);
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                return key.getLong(1);
            }
        }
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    private List<Long> ids(String from) throws SQLException {
        return query("SELECT id FROM " + from, rows -> rows.getLong(1));
    }

    private List<String> skus(String from) throws SQLException {
        return query("SELECT sku FROM " + from, rows -> rows.getString(1));
    }

    private <T> List<T> query(String sql, Read<T> read) throws SQLException {
        List<T> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(read.from(rows));
            }
        }
        return found;
    }

    /** A row's value. */
    @FunctionalInterface
    private interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }

    private <T extends @Nullable Object> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** So many at most, each once. */
    private <T> List<T> some(List<T> of, int count) {
        List<T> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }

    /** Ends after the current transaction. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException("can't close the shop's connection", e);
        }
    }
}
