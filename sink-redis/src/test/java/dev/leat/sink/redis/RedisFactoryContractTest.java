package dev.leat.sink.redis;

import dev.leat.api.plugin.SinkFactory;
import dev.leat.testkit.contract.SinkFactoryContract;
import java.util.List;
import java.util.Map;

class RedisFactoryContractTest extends SinkFactoryContract {
    @Override
    protected SinkFactory factory() {
        return new RedisSinkFactory();
    }

    @Override
    protected List<String> smallest() {
        return List.of("url", "redis://127.0.0.1:1");
    }

    @Override
    protected Map<String, String> refused() {
        return Map.of(
                "url", "http://127.0.0.1", "database", "-1", "key", "{nothing}", "read-timeout", "0s", "ttl", "4000d");
    }
}
