package dev.leat.core.wiring;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.SourceSurvey;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.plugin.PluginCatalog;

/** What there is to select in a pipeline's source. Connects to the source only; changes nothing. */
public final class PipelineSurvey {
    private PipelineSurvey() {}

    /**
     * Asks the capture.
     *
     * @throws CdcException CONFIG when a capture of this type can't tell; CONNECTION or SETUP when the source can't be read
     */
    public static SourceSurvey of(PipelineDefinition definition, PluginCatalog plugins) {
        try (PipelineParts parts = PipelineParts.toLook(definition, plugins, null)) {
            return parts.capture()
                    .survey()
                    .orElseThrow(() -> new CdcException(
                            ErrorKind.CONFIG,
                            "a capture of type " + definition.capture().type() + " can't list what it could capture"));
        }
    }
}
