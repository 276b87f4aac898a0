package dev.leat.capture.mysql.snapshot;

import dev.leat.capture.mysql.value.Literals;
import dev.leat.capture.mysql.value.WireColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Conditions on a key, in the server's own order of it. A comparison of rows, {@code (a, b) > (1, 2)}, reads the whole index on
 * both products: so it is written out, and every condition bounds the first column by itself.
 */
final class KeyConditions {
    private final List<String> names = new ArrayList<>();
    private final List<WireColumn> columns = new ArrayList<>();
    private final ReadTable table;

    KeyConditions(ReadTable table) {
        this.table = table;
        for (int part = 0; part < table.schema().keyColumnCount(); part++) {
            int column = table.schema().keyColumn(part);
            names.add(RowCopier.name(table.schema().column(column)));
            columns.add(table.columns().get(column));
        }
    }

    /** The key's columns, for ORDER BY. */
    String order() {
        return String.join(", ", names);
    }

    /** Rows behind this key. */
    String behind(List<byte[]> key) {
        return behind(literals(key), 0);
    }

    /** Rows up to and including this key. */
    String upTo(List<byte[]> key) {
        return upTo(literals(key), 0);
    }

    /** Rows that the server takes for one of these keys: for those that differ in bytes alone, too. */
    String oneOf(List<List<byte[]>> keys) {
        if (names.size() == 1) {
            return names.get(0) + " IN ("
                    + keys.stream().map(key -> literals(key).get(0)).collect(Collectors.joining(", ")) + ")";
        }
        return keys.stream().map(this::equal).collect(Collectors.joining(" OR ", "(", ")"));
    }

    private String behind(List<String> values, int at) {
        String greater = names.get(at) + " > " + values.get(at);
        if (at == names.size() - 1) {
            return greater;
        }
        return "(" + names.get(at) + " >= " + values.get(at) + " AND (" + greater + " OR " + behind(values, at + 1)
                + "))";
    }

    private String upTo(List<String> values, int at) {
        String lessOrEqual = names.get(at) + " <= " + values.get(at);
        if (at == names.size() - 1) {
            return lessOrEqual;
        }
        return "(" + lessOrEqual + " AND (" + names.get(at) + " < " + values.get(at) + " OR " + upTo(values, at + 1)
                + "))";
    }

    private String equal(List<byte[]> key) {
        List<String> values = literals(key);
        return IntStream.range(0, names.size())
                .mapToObj(at -> names.get(at) + " = " + values.get(at))
                .collect(Collectors.joining(" AND ", "(", ")"));
    }

    private List<String> literals(List<byte[]> key) {
        return IntStream.range(0, columns.size())
                .mapToObj(at -> Literals.of(columns.get(at), table.schema().table(), key.get(at)))
                .toList();
    }
}
