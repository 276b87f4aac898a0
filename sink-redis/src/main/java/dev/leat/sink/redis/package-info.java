/**
 * Writes to Redis and Valkey: rows as hashes or JSON, changes as stream entries or messages, or nothing but the removal of
 * keys that went stale. Which of these is a {@link dev.leat.sink.redis.ChangeForm}; all else is the same for all.
 *
 * <p>Redis has no versions, so order is kept by fencing: every connection carries the name of its lane, and a new one kills
 * the old one at the server and checks the term before it writes. Rows are encoded as commands straight from the row's bytes
 * into one buffer; Jedis connects, authenticates and reads the replies, and every reply is matched to its change.
 *
 * <p>Seed states, marks and the term live in one hash beside the rows, so that they are lost with them. A row's hash holds
 * columns only: which rows belong to the current generation stands in a set of keys that exists while a table is seeded over
 * rows that were there before. Streams and channels keep a seed state too, though nothing can be removed from them: a seeding
 * is told once, not at every start.
 */
@NullMarked
package dev.leat.sink.redis;

import org.jspecify.annotations.NullMarked;
