package dev.leat.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.leat.api.capture.Capture;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.state.StateStore;
import dev.leat.core.config.OnGap;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.SeedDefinition;
import dev.leat.core.config.SinkDefinition;
import dev.leat.core.engine.runtime.RunSettings;
import dev.leat.core.plugin.Plugin;
import dev.leat.core.plugin.PluginCatalog;
import java.time.Duration;
import java.util.List;

/** What one pipeline is made of. */
final class PipelineModule extends AbstractModule {
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

    private final PipelineDefinition definition;
    private final PluginCatalog plugins;
    private final StateStore state;
    private final RunMode mode;

    PipelineModule(PipelineDefinition definition, PluginCatalog plugins, StateStore state, RunMode mode) {
        this.definition = definition;
        this.plugins = plugins;
        this.state = state;
        this.mode = mode;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        bind(PipelineParts.class);
        bind(PipelineDefinition.class).toInstance(definition);
        bind(PluginCatalog.class).toInstance(plugins);
        bind(StateStore.class).toInstance(state);
    }

    @Provides
    @Singleton
    Capture capture(PipelineDefinition from, PluginCatalog catalog, StateStore store) {
        Plugin<CaptureFactory> plugin = catalog.capture(from.capture().type());
        CaptureContext context = new CaptureContext(
                from.name(),
                from.tables(),
                BatchBounds.within(from.batch(), Runtime.getRuntime().maxMemory()),
                store);
        return new PluggedCapture(
                new Calls(plugin),
                plugin.call(factory -> factory.create(from.capture().options(), context)));
    }

    @Provides
    @Singleton
    List<PipelineParts.Target> targets(PipelineDefinition from, PluginCatalog catalog, StateStore store) {
        return from.sinks().stream()
                .map(sink -> new PipelineParts.Target(
                        sink.name(), sink(from, sink, catalog, store), sink.schemaChanges(), sink.keylessTables()))
                .toList();
    }

    private static PluggedSink sink(
            PipelineDefinition from, SinkDefinition sink, PluginCatalog catalog, StateStore store) {
        Plugin<SinkFactory> plugin = catalog.sink(sink.plugin().type());
        SinkContext context = new SinkContext(from.name(), sink.name(), from.parallelism(), store);
        return new PluggedSink(
                new Calls(plugin),
                plugin.call(factory -> factory.create(sink.plugin().options(), context)));
    }

    @Provides
    RunSettings settings(PipelineDefinition from) {
        return new RunSettings(
                from.name(),
                from.parallelism(),
                from.seed().mode() == SeedDefinition.Mode.AUTO,
                from.seed().parallelism(),
                from.seed().pace(),
                from.tables().operations(),
                mode.maxInFlightBytes(),
                STATUS_INTERVAL,
                from.connectTimeout(),
                SelectionFingerprint.of(from.tables()),
                from.onGap() == OnGap.RESEED,
                mode.untilCaughtUp(),
                "leat reseed " + from.file());
    }
}
