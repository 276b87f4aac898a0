/**
 * Transactions that are prepared in one place of the log and committed in another: keeps their rows until then, in memory or by their place,
 * and finds those in the log that were prepared before anybody looked.
 */
@NullMarked
package dev.leat.capture.mysql.xa;

import org.jspecify.annotations.NullMarked;
