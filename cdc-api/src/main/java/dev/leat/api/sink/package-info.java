/**
 * What a plugin that writes a target implements.
 *
 * <p>A sink writes once and reports; retries, order, batching and the decision to seed are the engine's. What a target
 * holds (seeded tables, generations, marks, terms) is stored in the target itself, so that it is lost with it and moves
 * with it.
 */
@NullMarked
package dev.leat.api.sink;

import org.jspecify.annotations.NullMarked;
