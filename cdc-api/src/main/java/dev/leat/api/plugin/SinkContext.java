package dev.leat.api.plugin;

import dev.leat.api.state.StateStore;

/**
 * What the engine gives to a sink.
 *
 * @param pipeline the pipeline's name, {@code [a-z0-9_]{1,40}}
 * @param sink the sink's name, unique in the pipeline
 * @param lanes how many writers will be opened
 * @param state for a target that has no place of its own for seed states and marks; shared by the pipeline's plugins, so
 *     names begin with the sink's
 */
public record SinkContext(String pipeline, String sink, int lanes, StateStore state) {}
