/**
 * What the server's catalog says of tables: {@code information_schema} over a session, exact names, nothing decided.
 *
 * <p>{@link dev.leat.capture.mysql.catalog.WireColumns} tells of each column what the log's table map will announce for it, so
 * that rows that are read get the bytes of rows that are logged. Tables of the system's own schemas are never seen.
 */
@NullMarked
package dev.leat.capture.mysql.catalog;

import org.jspecify.annotations.NullMarked;
