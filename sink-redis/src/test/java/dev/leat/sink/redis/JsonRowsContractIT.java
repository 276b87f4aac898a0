package dev.leat.sink.redis;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.contract.KeyedSinkContract;
import dev.leat.testkit.server.TestServer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The contract of keyed sinks, for rows as JSON. */
@Timeout(120)
class JsonRowsContractIT extends KeyedSinkContract {
    private static ContractTarget redis;

    @BeforeAll
    static void startRedis() {
        redis = new ContractTarget();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.reset();
    }

    @Override
    protected Sink create() {
        return redis.sink("json");
    }

    @Override
    protected TestServer server() {
        return redis.server();
    }

    @Override
    protected Sink createThrough(int port) {
        return redis.sink("json", port);
    }

    @Override
    protected void expireCredentials() {
        redis.expirePassword();
    }

    @Override
    protected void renewCredentials() {
        redis.renewPassword();
    }

    @Override
    protected Set<String> secrets() {
        return redis.secrets();
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        String prefix = table.id().name() + ":";
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (String key : redis.keysBelow(prefix)) {
            rows.put(key, row(redis.target().redis().get(prefix + key)));
        }
        return rows;
    }

    private static Map<String, String> row(String json) {
        Map<String, String> row = new TreeMap<>();
        for (Map.Entry<String, JsonElement> member :
                JsonParser.parseString(json).getAsJsonObject().entrySet()) {
            if (!member.getValue().isJsonNull()) {
                JsonElement value = member.getValue();
                row.put(member.getKey(), value.isJsonPrimitive() ? value.getAsString() : value.toString());
            }
        }
        return row;
    }
}
