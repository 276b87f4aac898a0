package dev.leat.sink.redis;

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

/** The contract of keyed sinks, for rows as hashes. */
@Timeout(120)
class RedisSinkContractIT extends KeyedSinkContract {
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
        return redis.sink("hash");
    }

    @Override
    protected TestServer server() {
        return redis.server();
    }

    @Override
    protected Sink createThrough(int port) {
        return redis.sink("hash", port);
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

    /** A key of another type is what Redis refuses for good. */
    @Override
    protected String refusedDocument(String key) {
        redis.target().redis().set("documents:" + key, "canary");
        return "{\"canary\":1}";
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        String prefix = table.id().name() + ":";
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (String key : redis.keysBelow(prefix)) {
            if (redis.target().redis().type(prefix + key).equals("hash")) {
                rows.put(key, redis.target().row(prefix + key));
            }
        }
        return rows;
    }
}
