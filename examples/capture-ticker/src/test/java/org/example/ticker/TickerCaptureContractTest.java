package org.example.ticker;

import dev.leat.api.capture.Capture;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.contract.CaptureContract;
import dev.leat.testkit.contract.SourceWrite;
import dev.leat.testkit.plugin.GivenOptions;
import java.util.List;
import java.util.Set;

/** The contract of captures. A clock can't be written to: rows 1, 2 and 3 come by themselves, one by one. */
class TickerCaptureContractTest extends CaptureContract {
    @Override
    protected Capture create(BatchLimits limits, StateStore state) {
        TickerCaptureFactory factory = new TickerCaptureFactory();
        return factory.create(
                GivenOptions.of(factory.options(), "interval", "20ms", "ticks", "3"),
                new CaptureContext(
                        "contract",
                        new TableSelection(List.of(), List.of(), Set.of(Operation.INSERT)),
                        limits,
                        state));
    }

    @Override
    protected TableId table() {
        return TickTable.ID;
    }

    @Override
    protected void commit(SourceWrite... writes) {
        if (writes.length != 1 || writes[0].operation() != Operation.INSERT || writes[0].id() > 3) {
            throw inapplicable("nobody writes to a clock");
        }
    }
}
