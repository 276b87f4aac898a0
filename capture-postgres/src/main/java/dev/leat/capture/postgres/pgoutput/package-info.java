/**
 * The messages of the output plugin pgoutput, protocol version 1, text format.
 *
 * <p>{@code PgOutputDecoder} is a function over bytes: a row becomes offsets into the buffer that it was received in, and
 * nothing is copied or allocated for it. Every length from the wire is checked against the bytes that are there; whatever
 * is wrong is a {@code DecodeException} with its place.
 *
 * <p>The only state is {@code RelationCache}: what the server last said about each table, compiled into a map from the
 * columns on the wire to the columns of a schema. The meaning of types and keys is not on the wire; a
 * {@code SchemaResolver} brings it from the catalog, once per version of a table.
 */
@NullMarked
package dev.leat.capture.postgres.pgoutput;

import org.jspecify.annotations.NullMarked;
