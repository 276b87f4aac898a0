package dev.leat.core.wiring;

import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.state.FileStateStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a pipeline made for itself on its source, in its targets and on this machine. To be closed. */
public final class PipelineTeardown implements AutoCloseable {
    private final PipelineParts parts;
    private final @Nullable FileStateStore store;

    private PipelineTeardown(PipelineParts parts, @Nullable FileStateStore store) {
        this.parts = parts;
        this.store = store;
    }

    /**
     * Makes the plugins without connecting.
     *
     * @param store the pipeline's state: opened by this process as its owner if anything is to be removed; null when there
     *     is none
     * @throws CdcException CONFIG when a plugin refuses its options
     */
    public static PipelineTeardown of(
            PipelineDefinition definition, PluginCatalog plugins, @Nullable FileStateStore store) {
        return new PipelineTeardown(PipelineParts.toLook(definition, plugins, store), store);
    }

    /** Everything that is there, in the order in which it is to be removed; the state last, as it tells of all else. */
    public List<Belonging> belongings() {
        List<Belonging> all = new ArrayList<>(parts.capture().belongings());
        for (PipelineParts.Target target : parts.targets()) {
            for (Belonging found : target.sink().belongings()) {
                all.add(new Belonging(
                        "sink " + target.name() + ": " + found.object(), found.command(), found.removal()));
            }
        }
        if (store != null) {
            all.add(new Belonging("state folder " + store.folder(), "rm -r '" + store.folder() + "'", store::remove));
        }
        return all;
    }

    @Override
    public void close() {
        parts.close();
    }
}
