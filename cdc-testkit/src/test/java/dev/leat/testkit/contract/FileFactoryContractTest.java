package dev.leat.testkit.contract;

import dev.leat.api.plugin.SinkFactory;
import dev.leat.core.sink.FileSinkFactory;
import java.util.List;
import java.util.Map;

class FileFactoryContractTest extends SinkFactoryContract {
    @Override
    protected SinkFactory factory() {
        return new FileSinkFactory();
    }

    @Override
    protected List<String> smallest() {
        return List.of("path", "/nowhere/out.jsonl");
    }

    @Override
    protected Map<String, String> refused() {
        return Map.of();
    }
}
