package dev.leat.testkit.contract;

import dev.leat.api.capture.Capture;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.source.MemorySource;

/** The source that authors of sinks test with keeps the contract too. */
class MemoryCaptureContractTest extends CaptureContract {
    private static final TestTable ITEMS =
            TestTable.of("items").key("id", TestColumn.INT).column("text", TestColumn.TEXT);

    private final MemorySource source = new MemorySource(ITEMS);

    @Override
    protected Capture create(BatchLimits limits, StateStore state) {
        return source.capture(limits, state);
    }

    @Override
    protected TableId table() {
        return ITEMS.id();
    }

    @Override
    protected void commit(SourceWrite... writes) {
        source.commit(changes -> {
            for (SourceWrite write : writes) {
                add(changes, write);
            }
        });
    }

    private static void add(Changes changes, SourceWrite write) {
        switch (write.operation()) {
            case INSERT -> changes.insert(ITEMS, write.newId(), write.text());
            case UPDATE -> {
                if (write.id() == write.newId()) {
                    changes.update(ITEMS, write.id(), write.text());
                } else {
                    changes.update(ITEMS, new Object[] {write.id(), "old"}, new Object[] {write.newId(), write.text()});
                }
            }
            case DELETE -> changes.delete(ITEMS, write.id());
            case TRUNCATE -> changes.truncate(ITEMS);
            case READ, MESSAGE -> throw new IllegalArgumentException("no row is written so: " + write.operation());
        }
    }

    @Override
    protected void loseHistory() {
        source.commit(changes -> changes.insert(ITEMS, 1000, "forgotten"));
        source.forgetHistory();
    }
}
