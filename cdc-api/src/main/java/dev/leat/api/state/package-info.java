/** Small durable values that belong to a pipeline on the machine that runs it. */
@NullMarked
package dev.leat.api.state;

import org.jspecify.annotations.NullMarked;
