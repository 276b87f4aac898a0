/**
 * What the server's catalog says, as records: tables, types, slots, publications, settings and rights.
 *
 * <p>Each class asks over a session that {@code Session.open} made (its settings matter: the text of an expression, which
 * names are qualified), reads what there is and decides nothing. The queries hold on every supported version: what a
 * version does not have yet is absent, not an error. Whoever needs several answers to belong together asks within one
 * {@code REPEATABLE READ} transaction. Not thread-safe: a session belongs to one thread.
 */
@NullMarked
package dev.leat.capture.postgres.catalog;

import org.jspecify.annotations.NullMarked;
