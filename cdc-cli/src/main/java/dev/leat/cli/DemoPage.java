package dev.leat.cli;

import dev.leat.demo.ChangeFeed.Change;
import dev.leat.demo.Target;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints one change of each transaction, and below it what the target has for its row. */
final class DemoPage {
    private static final int WIDTH = 150;
    private static final int MAX_TRANSACTIONS_AT_ONCE = 5;

    private final PrintStream out;
    private final String source;
    private final Target target;
    private long seededRows;
    private boolean saidSeeded;

    /** @param source what the source is called */
    DemoPage(PrintStream out, String source, Target target) {
        this.out = out;
        this.source = source;
        this.target = target;
    }

    /** Whether nothing has arrived yet. */
    boolean isEmpty() {
        return seededRows == 0;
    }

    void show(List<Change> changes) {
        Map<String, List<Change>> byTransaction = changes.stream()
                .filter(change -> !change.operation().equals("read"))
                .collect(Collectors.groupingBy(Change::transaction, LinkedHashMap::new, Collectors.toList()));
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

    /** Its first row in its last state; a key that changed comes as two halves. */
    private void showTransaction(List<Change> transaction) {
        Change first = transaction.get(0);
        boolean isKeyChange = first.operation().equals("delete")
                && transaction.size() > 1
                && transaction.get(1).operation().equals("insert")
                && transaction.get(1).table().equals(first.table());
        String key = isKeyChange ? transaction.get(1).key() : first.key();
        List<Change> ofRow =
                transaction.stream().filter(change -> change.key().equals(key)).toList();
        Change last = ofRow.get(ofRow.size() - 1);
        int others = transaction.size() - (isKeyChange ? 2 : ofRow.size());
        String what = isKeyChange ? "key of " + first.key() + " becomes " + key : first.operation() + " " + key;
        String more = others == 0 ? "" : " (+" + others + " in this transaction)";
        line("%-12s".formatted(source) + what + more, "  " + text(last.after()));
        if (!last.operation().equals("truncate")) {
            Map<String, String> row = target.row(key);
            line(
                    "%-12s".formatted("Redis") + "HGETALL " + key,
                    row.isEmpty() ? "  (no such key)" : "  " + text(inOrder(row, last)));
        }
        out.println();
    }

    /** The row's fields in the order of the source's columns. */
    private static Map<String, String> inOrder(Map<String, String> row, Change change) {
        Map<String, String> ordered = new LinkedHashMap<>(change.after());
        ordered.keySet().retainAll(row.keySet());
        ordered.putAll(row);
        return ordered;
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

    private void line(String what, String row) {
        String text = what + row;
        out.println(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…");
    }
}
