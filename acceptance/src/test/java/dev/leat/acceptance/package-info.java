/**
 * What the whole product promises, shown on real servers: each test carries the ids of the promises and faults that it shows.
 *
 * <p>A pipeline runs in one of two ways. In this process, from the factories of its plugins, where a test can hold a write,
 * lose an answer or step between a chunk's read and its release; or as the packaged distribution, where a test can kill it,
 * limit its memory and read its exit code. What is asserted is always the end a user sees: the target equals the source.
 */
@NullMarked
package dev.leat.acceptance;

import org.jspecify.annotations.NullMarked;
