/** Whole pipelines in the test's own process. */
@NullMarked
package dev.leat.testkit.pipeline;

import org.jspecify.annotations.NullMarked;
