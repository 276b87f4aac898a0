package dev.leat.sink.elasticsearch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.contract.KeyedSinkContract;
import dev.leat.testkit.server.search.SearchServer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ElasticsearchSinkContractIT extends KeyedSinkContract {
    private static Target target;

    @BeforeAll
    static void startServer() {
        target = new Target(SearchServer.builder().start());
    }

    @AfterAll
    static void stopServer() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
    }

    @Override
    protected Sink create() {
        return target.sink();
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        target.documents(table.id().name()).forEach((id, document) -> rows.put(id, row(document)));
        return rows;
    }

    private static Map<String, String> row(JsonObject document) {
        Map<String, String> row = new TreeMap<>();
        for (Map.Entry<String, JsonElement> member : document.entrySet()) {
            if (!member.getValue().isJsonNull()) {
                row.put(member.getKey(), member.getValue().getAsString());
            }
        }
        return row;
    }
}
