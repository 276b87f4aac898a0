package dev.leat.sink.redis;

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

@Timeout(120)
class RedisSinkContractIT extends KeyedSinkContract {
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
        return target.sink();
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        String prefix = table.id().name() + ":";
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (String key : target.keys()) {
            if (key.startsWith(prefix)) {
                rows.put(key.substring(prefix.length()), target.row(key));
            }
        }
        return rows;
    }
}
