/**
 * A small shop to watch: its source and its target run as child processes, and both vanish when it is closed.
 *
 * <p>What leads the one to the other is not here: the demo writes a pipeline file like any user's, and the command runs it as
 * it runs every other. What is shown comes from outside the pipeline, too: rows are read back from the target by its own
 * client, and in the end both sides are compared.
 */
@NullMarked
package dev.leat.demo;

import org.jspecify.annotations.NullMarked;
