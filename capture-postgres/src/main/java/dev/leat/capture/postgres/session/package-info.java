/**
 * How one gets into a PostgreSQL server: where it is, as whom, over which TLS, and the settings every session of ours
 * begins with.
 *
 * <p>pgjdbc's properties are built here and nowhere else, from values that were checked one by one. No property of the
 * driver can be set from outside: some of them load classes or read files.
 */
@NullMarked
package dev.leat.capture.postgres.session;

import org.jspecify.annotations.NullMarked;
