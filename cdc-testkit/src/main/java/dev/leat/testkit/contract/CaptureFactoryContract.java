package dev.leat.testkit.contract;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.TableSelection;
import dev.leat.testkit.pipeline.MemoryState;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** The contract of factories that make captures. */
public abstract class CaptureFactoryContract extends FactoryContract {
    private static final BatchLimits LIMITS = new BatchLimits(4096, 4 << 20, Duration.ofMillis(20));
    private static final TableSelection ALL = new TableSelection(List.of(), List.of(), Set.of(Operation.INSERT));
    /** A new factory. */
    @Override
    protected abstract CaptureFactory factory();

    @Override
    final Iterable<?> found() {
        return ServiceLoader.load(CaptureFactory.class, factory().getClass().getClassLoader());
    }

    @Override
    final String type() {
        return factory().type();
    }

    @Override
    final List<Option> options() {
        return factory().options();
    }

    @Override
    final AutoCloseable create(Options options) {
        return factory().create(options, new CaptureContext("contract", ALL, LIMITS, new MemoryState()));
    }
}
