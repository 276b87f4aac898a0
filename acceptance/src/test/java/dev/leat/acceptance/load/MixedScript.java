package dev.leat.acceptance.load;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Everything that a row can go through: partial updates beside large values that are not sent again, keys that move, swap and
 * come back, savepoints and transactions that are rolled back, statements of many rows, COPY, TRUNCATE.
 */
public final class MixedScript implements Script {
    private static final int MAX_SWAP = 20;
    private static final int COPIED_ROWS = 1000;
    private static final int KEPT_COPIES = 3;

    /** Longer than what a page takes, and stored beside it. */
    private static final int DOC_CHARS = 10_000;

    private final int maxId;

    /** With 200 items at first. */
    public MixedScript() {
        this(200);
    }

    /** @param items how many there are at first; as many more keys are free */
    public MixedScript(int items) {
        maxId = 2 * items;
    }

    @Override
    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA stock;"
                    + "CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, qty int, price numeric(12,2), doc text,"
                    + " tags jsonb, sizes int[], raw bytea, flag boolean, at timestamptz);"
                    + "ALTER TABLE items ALTER COLUMN doc SET STORAGE EXTERNAL;"
                    + "CREATE TABLE stock.parts (code text, v float8, place int, doc text, PRIMARY KEY (place, code));"
                    + "ALTER TABLE stock.parts ALTER COLUMN doc SET STORAGE EXTERNAL;"
                    + "CREATE TABLE swaps (id int PRIMARY KEY, v text);"
                    + "CREATE TABLE side (id int PRIMARY KEY, v text);"
                    + "CREATE TABLE copied (client int, batch int, i int, v text, PRIMARY KEY (client, batch, i));"
                    + "CREATE TABLE ledger (client int, n int8, PRIMARY KEY (client, n))");
            statement.execute("INSERT INTO items SELECT i, 'item ' || i, 0, i / 7.0, repeat(md5(i::text), "
                    + DOC_CHARS / 32
                    + "), jsonb_build_object('k', i, 'of', jsonb_build_array(i, null)), ARRAY[i, NULL],"
                    + " decode(md5(i::text), 'hex'), i % 3 = 0, '2026-11-22 10:00:00Z'::timestamptz + i * interval '1 ms'"
                    + " FROM generate_series(1, " + maxId + ", 2) i;"
                    + "INSERT INTO stock.parts SELECT 'a:' || i, i / 3.0, i % 7, repeat('x', " + DOC_CHARS
                    + ") FROM generate_series(1, 60) i;"
                    + "INSERT INTO swaps SELECT i, 'first ' || i FROM generate_series(1, " + MAX_SWAP + ") i;"
                    + "INSERT INTO side SELECT i, 'side ' || i FROM generate_series(1, 50) i");
        }
    }

    @Override
    public List<String> tables() {
        return List.of("public.items", "stock.parts", "public.swaps", "public.side", "public.copied", "public.ledger");
    }

    @Override
    public String ledger() {
        return "public.ledger";
    }

    @Override
    public boolean run(Turn turn) throws SQLException {
        int steps = turn.between(1, 4);
        for (int i = 0; i < steps; i++) {
            step(turn);
        }
        turn.update("INSERT INTO ledger VALUES (?, ?)", turn.client(), turn.number());
        return turn.between(1, 12) > 1; // G6, P5: now and then a whole transaction is rolled back
    }

    private void step(Turn turn) throws SQLException {
        int choice = turn.between(1, 100);
        if (choice <= 60) {
            rowStep(turn, choice);
        } else if (choice <= 70) {
            swapKeys(turn);
        } else if (choice <= 80) {
            rolledBackToSavepoint(turn);
        } else if (choice <= 90) {
            manyRows(turn);
        } else if (choice <= 93) {
            copy(turn);
        } else if (choice <= 96) {
            truncate(turn);
        } else {
            turn.update("INSERT INTO side VALUES (?, ?) ON CONFLICT (id) DO NOTHING", turn.between(51, 99), "later");
        }
    }

    private void rowStep(Turn turn, int choice) throws SQLException {
        int id = turn.between(1, maxId);
        if (choice <= 15) { // G8: doc, 10 kB beside the row, is not sent again
            turn.update("UPDATE items SET qty = ?, at = clock_timestamp() WHERE id = ?", turn.number(), id);
        } else if (choice <= 22) {
            upsert(turn, id);
        } else if (choice <= 27) {
            turn.update("UPDATE items SET doc = ?, flag = NOT flag WHERE id = ?", doc(turn), id);
        } else if (choice <= 34) {
            turn.update("DELETE FROM items WHERE id = ?", id);
        } else if (choice <= 44) {
            moveKey(turn, id);
        } else if (choice <= 50) { // G10: the same key goes and comes in one transaction
            turn.update("DELETE FROM items WHERE id = ?", id);
            upsert(turn, id);
            turn.update("UPDATE items SET qty = 1 WHERE id = ?", id);
        } else if (choice <= 55) {
            turn.update(
                    "UPDATE stock.parts SET v = ? WHERE place = ?",
                    turn.random().nextDouble() * 1e9,
                    turn.between(0, 6));
        } else {
            moveParts(turn);
        }
    }

    private static void upsert(Turn turn, int id) throws SQLException {
        turn.update(
                "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::int[], ?, ?, clock_timestamp())"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, qty = NULL, tags = excluded.tags,"
                        + " raw = excluded.raw",
                id,
                "näme \"" + turn.number() + "\"",
                turn.between(0, 99),
                new BigDecimal(turn.between(0, 99_999)).movePointLeft(2),
                doc(turn),
                "{\"k\": [1, 2.50, \"" + turn.number() + "\"], \"a\": null}",
                "{1,NULL," + turn.number() + "}",
                new byte[] {(byte) turn.client(), (byte) turn.number(), -1},
                turn.random().nextBoolean());
    }

    /** G10, S5: the row goes to another key and leaves its large value unsaid. */
    private void moveKey(Turn turn, int id) throws SQLException {
        int target = turn.between(1, maxId);
        turn.update(
                "UPDATE items SET id = ? WHERE id = ? AND NOT EXISTS (SELECT FROM items WHERE id = ?)",
                target,
                id,
                target);
    }

    private static void moveParts(Turn turn) throws SQLException {
        int place = turn.between(0, 6);
        turn.update(
                "UPDATE stock.parts SET place = 10 + place, code = code || '\\' WHERE place = ? AND length(code) < 9",
                place);
        turn.update("UPDATE stock.parts SET place = place - 10 WHERE place = ?", place + 10);
    }

    /** P7: two rows change places over a third key. */
    private static void swapKeys(Turn turn) throws SQLException {
        int one = turn.between(1, MAX_SWAP);
        int other = 1 + one % MAX_SWAP;
        int aside = -1 - turn.client();
        turn.update("UPDATE swaps SET id = ? WHERE id = ?", aside, one);
        turn.update("UPDATE swaps SET id = ?, v = v || '.' WHERE id = ? AND length(v) < 50", one, other);
        turn.update("UPDATE swaps SET id = ? WHERE id = ?", other, aside);
    }

    private void rolledBackToSavepoint(Turn turn) throws SQLException {
        Savepoint savepoint = turn.connection().setSavepoint();
        turn.update("UPDATE items SET name = 'never' WHERE id <= ?", turn.between(1, maxId));
        turn.update("INSERT INTO side VALUES (?, 'never') ON CONFLICT (id) DO NOTHING", turn.between(100, 199));
        turn.connection().rollback(savepoint);
        Savepoint kept = turn.connection().setSavepoint();
        turn.update("UPDATE items SET name = 'kept' WHERE id = ?", turn.between(1, maxId));
        turn.connection().releaseSavepoint(kept);
    }

    private void manyRows(Turn turn) throws SQLException {
        int from = turn.between(1, maxId);
        turn.update("UPDATE items SET qty = qty + 1 WHERE id BETWEEN ? AND ?", from, from + 30);
        turn.update(
                "INSERT INTO side SELECT i, 'many' FROM generate_series(200, 260) i ON CONFLICT (id) DO UPDATE SET v = 'again'");
    }

    /** G5: a thousand rows of one statement; those of the client's oldest COPY go. */
    private static void copy(Turn turn) throws SQLException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < COPIED_ROWS; i++) {
            rows.append(turn.client())
                    .append('\t')
                    .append(turn.number())
                    .append('\t')
                    .append(i)
                    .append("\tv")
                    .append(i);
            rows.append('\n');
        }
        turn.update(
                "DELETE FROM copied WHERE client = ? AND (batch = ? OR batch <= (SELECT max(batch) FROM copied"
                        + " WHERE client = ?) - ?)",
                turn.client(),
                turn.number(),
                turn.client(),
                KEPT_COPIES * 10);
        try {
            turn.connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY copied FROM STDIN", new StringReader(rows.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("COPY of the load", e);
        }
    }

    /** G11: rows before it go, rows behind it stay. */
    private static void truncate(Turn turn) throws SQLException {
        turn.update("INSERT INTO side VALUES (?, 'gone') ON CONFLICT (id) DO NOTHING", turn.between(300, 399));
        turn.execute("TRUNCATE side");
        turn.update("INSERT INTO side SELECT i, 'new' FROM generate_series(1, ?) i", turn.between(1, 20));
    }

    private static String doc(Turn turn) {
        StringBuilder doc = new StringBuilder(DOC_CHARS);
        while (doc.length() < DOC_CHARS) {
            doc.append(Long.toString(turn.random().nextLong(), 36)); // no repetition: it can't be compressed away
        }
        return doc.toString();
    }
}
