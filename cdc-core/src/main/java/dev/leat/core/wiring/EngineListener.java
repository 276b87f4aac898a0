package dev.leat.core.wiring;

/** Is told what happens in an engine; called on the pipelines' threads. */
@FunctionalInterface
public interface EngineListener {
    /** A pipeline ended, by itself or because it was asked to. */
    void ended(PipelineEnd end);
}
