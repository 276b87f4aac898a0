package dev.leat.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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

    private final Connection connection;
    private final Random random;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong transactionCount = new AtomicLong();

    private Traffic(Connection connection, Random random) {
        this.connection = connection;
        this.random = random;
        this.thread = new Thread(this::run, "demo-traffic");
        thread.setDaemon(true);
    }

    /** Begins. */
    public static Traffic start(Shop shop) {
        try {
            Connection connection = shop.connect();
            connection.setAutoCommit(false);
            Traffic traffic = new Traffic(connection, new Random());
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
                    WHERE id = (SELECT id FROM orders WHERE status <> 'delivered' ORDER BY random() LIMIT 1)
                    """);
        } else if (kind < CART) {
            execute("INSERT INTO carts (sku) SELECT sku FROM products ORDER BY random() LIMIT 3");
        } else if (kind < PRICE) {
            execute("""
                    UPDATE products
                    SET price = round(price * 0.9, 2), details = details || '{"campaign": "autumn"}'
                    WHERE sku = (SELECT sku FROM products ORDER BY random() LIMIT 1)
                    """);
        } else if (kind < NEW_CUSTOMER) {
            execute("""
                    INSERT INTO customers (name, email, city)
                    SELECT name, replace(email, '@', '+' || floor(random() * 10000) || '@'), 'Utrecht'
                    FROM customers ORDER BY random() LIMIT 1
                    """);
        } else if (kind < MOVE) {
            execute("""
                    UPDATE customers SET city = (ARRAY['Ghent', 'Łódź', 'Turku', NULL])[1 + floor(random() * 4)::integer]
                    WHERE id = (SELECT id FROM customers ORDER BY random() LIMIT 1)
                    """);
        } else if (kind < CANCEL) {
            cancel();
        } else if (kind < NEW_SKU) {
            execute("""
                    UPDATE products SET sku = 'P-' || floor(2000 + random() * 100000)
                    WHERE sku = (SELECT sku FROM products ORDER BY random() LIMIT 1)
                    """);
        } else {
            execute("TRUNCATE carts");
        }
    }

    private void order() throws SQLException {
        long order = query("""
                INSERT INTO orders (customer_id) SELECT id FROM customers ORDER BY random() LIMIT 1 RETURNING id
                """);
        execute("""
                WITH picked AS (
                  SELECT sku, price, row_number() OVER () AS line, 1 + floor(random() * 3)::integer AS quantity
                  FROM (SELECT * FROM products WHERE stock > 3 ORDER BY random() LIMIT %d) AS offers
                ), lines AS (
                  INSERT INTO order_lines (order_id, line, sku, quantity, price)
                  SELECT %d, line, sku, quantity, price FROM picked
                ), taken AS (
                  UPDATE products SET stock = stock - quantity FROM picked WHERE products.sku = picked.sku
                )
                UPDATE orders SET total = (SELECT sum(quantity * price) FROM picked) WHERE id = %d
                """.formatted(1 + random.nextInt(3), order, order));
    }

    private void cancel() throws SQLException {
        long order = query("SELECT id FROM orders ORDER BY random() LIMIT 1");
        try (PreparedStatement lines = connection.prepareStatement("DELETE FROM order_lines WHERE order_id = ?");
                PreparedStatement head = connection.prepareStatement("DELETE FROM orders WHERE id = ?")) {
            lines.setLong(1, order);
            lines.executeUpdate();
            head.setLong(1, order);
            head.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long query(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
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
