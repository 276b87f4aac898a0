package dev.leat.capture.postgres;

import dev.leat.api.plugin.CaptureFactory;
import dev.leat.testkit.contract.CaptureFactoryContract;
import java.util.List;
import java.util.Map;

class PostgresFactoryContractTest extends CaptureFactoryContract {
    @Override
    protected CaptureFactory factory() {
        return new PostgresCaptureFactory();
    }

    @Override
    protected List<String> smallest() {
        return List.of("url", "postgresql://leat@127.0.0.1:1/shop");
    }

    @Override
    protected Map<String, String> refused() {
        return Map.of("url", "mysql://127.0.0.1/shop", "slot", "Not A Slot");
    }
}
