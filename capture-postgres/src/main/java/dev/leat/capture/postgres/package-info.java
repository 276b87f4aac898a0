/**
 * Captures PostgreSQL 14 to 18 by logical replication (pgoutput).
 *
 * <p>{@link dev.leat.capture.postgres.PostgresCaptureFactory} is the only public type that others use. {@code wire} reads
 * frames from the driver's socket, {@code pgoutput} decodes them in place, {@code stream} makes batches of them, {@code
 * snapshot} reads rows beside the stream, {@code slot} keeps what the pipeline owns on the server, {@code catalog} knows the
 * tables.
 */
@NullMarked
package dev.leat.capture.postgres;

import org.jspecify.annotations.NullMarked;
