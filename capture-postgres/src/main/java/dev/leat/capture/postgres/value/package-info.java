/**
 * PostgreSQL values in text form, as COPY and pgoutput both send them, so that one decoder serves the snapshot and the
 * stream.
 *
 * <p>The JSON of a value equals what {@code to_jsonb} makes of it in a UTC session; {@code ArrayDecoder},
 * {@code CompositeDecoder} and {@code HstoreDecoder} take containers apart for that, everything else is a slice of the
 * wire or a short rewrite of it. What is pushed is checked to be what it claims: a number is a JSON number, a document has
 * no raw line break.
 *
 * <p>Decoders keep no state and are shared by all lanes. A decoder whose rewrite is never longer than the bytes it has
 * read may be given bytes that lie in the writer's own scratch array: it reads forward and writes behind. Containers get
 * bytes of their own, because their elements use the scratch array.
 */
@NullMarked
package dev.leat.capture.postgres.value;

import org.jspecify.annotations.NullMarked;
