package dev.leat.sink.elasticsearch;

import dev.leat.api.plugin.SinkFactory;
import dev.leat.testkit.contract.SinkFactoryContract;
import java.util.List;
import java.util.Map;

class ElasticsearchFactoryContractTest extends SinkFactoryContract {
    @Override
    protected SinkFactory factory() {
        return new ElasticsearchSinkFactory();
    }

    @Override
    protected List<String> smallest() {
        return List.of("url", "http://127.0.0.1:1");
    }

    @Override
    protected Map<String, String> refused() {
        return Map.of("url", "redis://127.0.0.1", "index", "{nothing}", "connect-timeout", "0s");
    }
}
