/**
 * Captures MySQL and MariaDB by their binary log.
 *
 * <p>{@code session} connects, {@code wire} turns a session into a dump and cuts it into events, {@code binlog} decodes the log's
 * events in place, {@code value} the values in their rows; {@code gtid} knows which transactions were read.
 */
@NullMarked
package dev.leat.capture.mysql;

import org.jspecify.annotations.NullMarked;
