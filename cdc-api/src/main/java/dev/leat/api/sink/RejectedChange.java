package dev.leat.api.sink;

/**
 * A change that the target refuses for good while the rest of the write is durable.
 *
 * @param index the change's index in its batch
 * @param reason the target's own error, without row values
 */
public record RejectedChange(int index, String reason) {}
