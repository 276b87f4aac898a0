/**
 * Captures MySQL and MariaDB by their binary log.
 *
 * <p>{@code binlog} decodes the log's events in place, {@code value} the values in their rows.
 */
@NullMarked
package dev.leat.capture.mysql;

import org.jspecify.annotations.NullMarked;
