/**
 * MySQL and MariaDB values in the form that the binary log has them in, which is the form that they keep in a batch: a
 * snapshot encodes the server's answers alike, so that one decoder serves both.
 *
 * <p>A value's bytes are those of the row image without the length in front of them. {@code TypeResolver} makes a decoder of
 * what a table map and the catalog say of a column. The JSON of a value equals what {@code JSON_OBJECT} makes of it, but
 * for binary types (base64 without a prefix), date and time ({@code T} and {@code Z}) and bit strings.
 *
 * <p>Decoders keep no state and are shared by all lanes. What is pushed is checked to be what it claims: text is UTF-8 where
 * it was transcoded, a document has no raw line break.
 */
@NullMarked
package dev.leat.capture.mysql.value;

import org.jspecify.annotations.NullMarked;
