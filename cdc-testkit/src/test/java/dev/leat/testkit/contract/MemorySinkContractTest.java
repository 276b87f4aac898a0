package dev.leat.testkit.contract;

import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.sink.MemorySink;
import java.util.Map;
import java.util.TreeMap;

/** The target that other tests trust keeps the contract too. */
class MemorySinkContractTest extends KeyedSinkContract {
    private final MemorySink memory = new MemorySink();

    @Override
    protected Sink create() {
        return memory.sink();
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        memory.rows(table.id()).forEach((key, row) -> rows.put(key, bare(row)));
        return rows;
    }

    /** It stores JSON. */
    private static Map<String, String> bare(Map<String, String> row) {
        Map<String, String> bare = new TreeMap<>();
        row.forEach((column, json) -> {
            if (!json.equals("null")) {
                bare.put(column, json.startsWith("\"") ? json.substring(1, json.length() - 1) : json);
            }
        });
        return bare;
    }
}
