/** Sinks that keep what they are given in memory, so that a test can look at it. */
@NullMarked
package dev.leat.testkit.sink;

import org.jspecify.annotations.NullMarked;
