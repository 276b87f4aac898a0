package dev.leat.testkit.contract;

import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.sink.MemorySink;
import java.util.Map;

/** The target that other tests trust keeps the contract too. */
class MemorySinkContractTest extends KeyedSinkContract {
    private final MemorySink memory = new MemorySink();

    @Override
    protected Sink create() {
        return memory.sink();
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        return BareRows.of(memory, table);
    }
}
