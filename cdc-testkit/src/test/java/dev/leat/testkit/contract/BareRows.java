package dev.leat.testkit.contract;

import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.sink.MemorySink;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows of a target in memory, whose values are JSON, as the suites want them. */
final class BareRows {
    private static final JsonMapper JSON = new JsonMapper();

    private BareRows() {}

    static Map<String, Map<String, String>> of(MemorySink memory, TestTable table) {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        memory.rows(table.id()).forEach((key, row) -> rows.put(key, bare(row)));
        return rows;
    }

    private static Map<String, String> bare(Map<String, String> row) {
        Map<String, String> bare = new TreeMap<>();
        row.forEach((column, json) -> {
            JsonNode value = JSON.readTree(json);
            if (!value.isNull()) {
                bare.put(column, value.isContainer() ? json : value.asString());
            }
        });
        return bare;
    }
}
