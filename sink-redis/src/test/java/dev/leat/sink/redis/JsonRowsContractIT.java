package dev.leat.sink.redis;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.contract.KeyedSinkContract;
import dev.leat.testkit.server.RedisServer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The contract of keyed sinks, for rows as JSON. */
@Timeout(120)
class JsonRowsContractIT extends KeyedSinkContract {
    private static Target target;

    @BeforeAll
    static void startRedis() {
        target = new Target(RedisServer.builder().start());
    }

    @AfterAll
    static void stopRedis() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
    }

    @Override
    protected Sink create() {
        return target.sink("mode", "json");
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        String prefix = table.id().name() + ":";
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (String key : target.keys()) {
            if (key.startsWith(prefix)) {
                rows.put(key.substring(prefix.length()), row(target.redis().get(key)));
            }
        }
        return rows;
    }

    private static Map<String, String> row(String json) {
        Map<String, String> row = new TreeMap<>();
        for (Map.Entry<String, JsonElement> member :
                JsonParser.parseString(json).getAsJsonObject().entrySet()) {
            if (!member.getValue().isJsonNull()) {
                row.put(member.getKey(), member.getValue().getAsString());
            }
        }
        return row;
    }
}
