package dev.leat.cli;

import dev.leat.demo.ChangeFeed.Change;
import dev.leat.demo.Target;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints one change of each transaction, and below it what the target has for its row. */
final class DemoPage {
    private static final int WIDTH = 150;
    private static final int MAX_TRANSACTIONS_AT_ONCE = 5;

    private final PrintStream out;
    private final Target target;
    private long seededRows;
    private boolean saidSeeded;

    DemoPage(PrintStream out, Target target) {
        this.out = out;
        this.target = target;
    }

    void show(List<Change> changes) {
        Map<String, List<Change>> byTransaction = changes.stream()
                .filter(change -> !change.operation().equals("read"))
                .collect(Collectors.groupingBy(Change::transaction, java.util.LinkedHashMap::new, Collectors.toList()));
        long seeded = changes.stream()
                .filter(change -> change.operation().equals("read"))
                .count();
        seededRows += seeded;
        if (seeded == 0 && seededRows > 0 && !saidSeeded) {
            saidSeeded = true;
            out.println("seeded " + seededRows + " rows that were there before, beside the stream\n");
        }
        byTransaction.values().stream().limit(MAX_TRANSACTIONS_AT_ONCE).forEach(this::showTransaction);
        out.flush();
    }

    private void showTransaction(List<Change> transaction) {
        Change first = transaction.get(0);
        String more = transaction.size() == 1 ? "" : "   (+" + (transaction.size() - 1) + " in this transaction)";
        line("PostgreSQL  " + first.operation() + " " + first.key() + "  " + String.join(", ", first.after()) + more);
        if (!first.operation().equals("truncate")) {
            Map<String, String> row = target.row(first.key());
            line("Redis       HGETALL " + first.key() + "  " + (row.isEmpty() ? "(no such key)" : text(row)));
        }
        out.println();
    }

    private static String text(Map<String, String> row) {
        return row.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(", "));
    }

    void transactions(long count) {
        out.println(count + " transactions were made; waiting until the target has them all ...");
        out.flush();
    }

    private void line(String text) {
        out.println(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…");
    }
}
