package dev.leat.testkit.contract;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.testkit.pipeline.MemoryState;
import java.util.List;
import java.util.ServiceLoader;

/** The contract of factories that make sinks. */
public abstract class SinkFactoryContract extends FactoryContract {

    /** A new factory. */
    @Override
    protected abstract SinkFactory factory();

    @Override
    final Iterable<?> found() {
        return ServiceLoader.load(SinkFactory.class, factory().getClass().getClassLoader());
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
        return factory().create(options, new SinkContext("contract", "sink", 2, new MemoryState()));
    }
}
