/**
 * Work for the source: seeded clients that run transactions of a script for as long as they are let.
 *
 * <p>Every transaction that commits leaves one row in a ledger, and the client notes how far the log had come when its commit
 * returned. So whoever sees the slot at a place in the log knows rows that must be in the target by then.
 */
@NullMarked
package dev.leat.acceptance.load;

import org.jspecify.annotations.NullMarked;
