package dev.leat.core.wiring;

import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.ProvisionException;
import dev.leat.api.CdcException;
import dev.leat.api.capture.Capture;
import dev.leat.api.state.StateStore;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.engine.decision.KeylessPolicy;
import dev.leat.core.engine.decision.SchemaPolicy;
import dev.leat.core.engine.runtime.NamedSink;
import dev.leat.core.engine.runtime.RunSettings;
import dev.leat.core.plugin.PluginCatalog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pipeline's parts, made and validated; nothing is connected. */
final class PipelineParts implements AutoCloseable {
    private final Capture capture;
    private final List<Target> targets;
    private final RunSettings settings;

    /**
     * A sink by its name in the file.
     *
     * @param name unique in the pipeline
     */
    record Target(String name, PluggedSink sink, SchemaPolicy schemaChanges, KeylessPolicy keylessTables) {
        NamedSink named() {
            return new NamedSink(name, sink, schemaChanges, keylessTables);
        }
    }

    @Inject
    PipelineParts(Capture capture, List<Target> targets, RunSettings settings) {
        this.capture = capture;
        this.targets = targets;
        this.settings = settings;
    }

    /**
     * Makes the parts.
     *
     * @throws CdcException CONFIG when a plugin refuses its options
     */
    static PipelineParts of(PipelineDefinition definition, PluginCatalog plugins, StateStore state, RunMode mode) {
        try {
            return Guice.createInjector(new PipelineModule(definition, plugins, state, mode))
                    .getInstance(PipelineParts.class);
        } catch (ProvisionException failure) {
            if (failure.getCause() instanceof CdcException refused) {
                throw refused;
            }
            throw failure;
        }
    }

    /**
     * Makes the parts for somebody who looks and runs nothing.
     *
     * @param store the pipeline's state, which is only read; null when there is none
     * @throws CdcException CONFIG when a plugin refuses its options
     */
    static PipelineParts toLook(PipelineDefinition definition, PluginCatalog plugins, @Nullable StateStore store) {
        return of(definition, plugins, new ReadOnlyStateStore(store), new RunMode(false, 0));
    }

    Capture capture() {
        return capture;
    }

    List<Target> targets() {
        return targets;
    }

    RunSettings settings() {
        return settings;
    }

    /** Closes the sinks and the capture. */
    @Override
    public void close() {
        targets.forEach(target -> target.sink().close());
        capture.close();
    }
}
