/**
 * Decoding pgoutput: ours against Debezium's, on the same bytes in the same run.
 *
 * <p>The bytes are made here, by a generator that always makes the same ones, so that a run needs no server. Debezium's
 * decoder normally asks a live database for types and tables; it gets them from us, resolved beforehand, which can only
 * make it faster.
 */
@NullMarked
package dev.leat.benchmarks.pgoutput;

import org.jspecify.annotations.NullMarked;
