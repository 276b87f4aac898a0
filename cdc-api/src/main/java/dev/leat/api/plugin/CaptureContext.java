package dev.leat.api.plugin;

import dev.leat.api.state.StateStore;

/**
 * What the engine gives to a capture.
 *
 * @param pipeline the pipeline's name, {@code [a-z0-9_]{1,40}}
 * @param selection what the file selects
 * @param limits when to close a batch
 * @param state where a cursor is stored that the server does not keep, and what is compared with the server's
 */
public record CaptureContext(String pipeline, TableSelection selection, BatchLimits limits, StateStore state) {}
