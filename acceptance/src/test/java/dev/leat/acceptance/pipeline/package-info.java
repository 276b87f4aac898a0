/**
 * The two ways to run a pipeline, in this process and as the distribution, and the faults that can be put around the plugins
 * of the first.
 */
@NullMarked
package dev.leat.acceptance.pipeline;

import org.jspecify.annotations.NullMarked;
