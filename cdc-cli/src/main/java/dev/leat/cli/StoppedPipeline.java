package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.ProcessOwner;

/** A pipeline that no process runs while a command works on it. */
final class StoppedPipeline {
    private StoppedPipeline() {}

    /**
     * Takes the pipeline's state.
     *
     * @param command what wants it, for the messages: {@code reseed}
     * @throws CdcException SETUP when a process runs the pipeline, or the state can't be used
     */
    static FileStateStore takeState(PipelineDefinition definition, String command) {
        try {
            return FileStateStore.open(
                    definition.state(), definition.name(), "leat " + command + ", " + ProcessOwner.current());
        } catch (CdcException failure) {
            if (failure.kind() != ErrorKind.FENCED) {
                throw failure;
            }
            throw new CdcException(
                    ErrorKind.SETUP,
                    "pipeline " + definition.name() + " runs at this moment: " + failure.getMessage()
                            + "; stop it first, then run `leat " + command + "` again",
                    failure);
        }
    }
}
