/**
 * A capture without a database: a table {@code ticker.ticks} that gets one row per interval. It has a stream and no
 * snapshot, so its pipelines need {@code seed: {mode: never}}. What row n holds depends on n alone, so that a row
 * that comes twice is the same row; nobody keeps a cursor for it, so it stores its own in the pipeline's state.
 */
@NullMarked
package org.example.ticker;

import org.jspecify.annotations.NullMarked;
