/**
 * Columns of tables whose log does not name them ({@code binlog_row_metadata=MINIMAL}, MariaDB's {@code NO_LOG}): they are those of the
 * catalog, where no statement in the log may have altered the table between the rows and the moment in which the catalog was
 * read.
 *
 * <pre>
 *   log    ... rows of t ............ other statements ............ end
 *              |                                                     |
 *              at: their columns are wanted     the catalog was read, while nobody could alter t
 * </pre>
 *
 * <p>No statement is parsed: one that has the table's name in it, whatever it does, may have altered it.
 */
@NullMarked
package dev.leat.capture.mysql.fence;

import org.jspecify.annotations.NullMarked;
