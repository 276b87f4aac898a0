/**
 * Which columns identify a row of a table.
 *
 * <p>The replica identity decides, because it is what the server logs of an old row. The answer is a pure function of
 * what the catalog says, so that the start, {@code leat check} and the stream cannot come to different keys.
 */
@NullMarked
package dev.leat.capture.postgres.key;

import org.jspecify.annotations.NullMarked;
