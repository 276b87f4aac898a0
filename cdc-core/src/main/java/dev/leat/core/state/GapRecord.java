package dev.leat.core.state;

import java.time.Instant;

/**
 * A range of the source's history that could not be read.
 *
 * @param tables whose changes are missing
 * @param range the missing range as the source writes positions; empty when it is not known
 * @param message what happened, on which object, and what to do
 * @param time when it was noticed
 */
public record GapRecord(TableScope tables, String range, String message, Instant time) {}
