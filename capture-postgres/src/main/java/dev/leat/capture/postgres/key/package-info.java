/**
 * What the server logs of an old row, by which a change says which row it was.
 *
 * <p>The catalog and the log both speak of it; neither needs the other for that.
 */
@NullMarked
package dev.leat.capture.postgres.key;

import org.jspecify.annotations.NullMarked;
