/**
 * What {@code leat check} finds beside what a start refuses: capacities, risks and facts of server, slot and tables.
 *
 * <p>One class per subject. Each decides from values that the catalog package read, without a server, so that tests can put
 * it into cases that servers are hard to put into; only {@link dev.leat.capture.postgres.check.PoolerCheck} opens sessions. A
 * finding is an error only where a start stops on the same thing.
 */
@NullMarked
package dev.leat.capture.postgres.check;

import org.jspecify.annotations.NullMarked;
