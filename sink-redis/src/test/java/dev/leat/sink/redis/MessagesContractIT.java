package dev.leat.sink.redis;

import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.contract.SinkContract;
import dev.leat.testkit.server.TestServer;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The contract of all sinks, for messages on a channel, which leave nothing to look at. */
@Timeout(120)
class MessagesContractIT extends SinkContract {
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
        return redis.sink("publish");
    }

    @Override
    protected TestServer server() {
        return redis.server();
    }

    @Override
    protected Sink createThrough(int port) {
        return redis.sink("publish", port);
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
    protected Set<String> keys(TestTable table) {
        throw inapplicable("Redis keeps no message to look at");
    }
}
