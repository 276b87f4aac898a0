package dev.leat.api.plugin;

import java.time.Duration;

/**
 * When a capture closes a batch of its stream. The rows of a chunk may come in larger ones.
 *
 * @param maxChanges a batch has no more changes than this, but for the two halves of a key change
 * @param maxBytes a batch holds no more bytes of row data than this, unless one change alone is larger
 * @param maxDelay a change waits no longer than this for others to fill its batch; an idle source delivers at once
 */
public record BatchLimits(int maxChanges, long maxBytes, Duration maxDelay) {}
