/**
 * Captures MySQL and MariaDB by their binary log.
 *
 * <p>{@link dev.leat.capture.mysql.MySqlCaptureFactory} is the only public type that others use. {@code session} connects, {@code wire}
 * turns a session into a dump and cuts it into events, {@code binlog} decodes them in place, {@code value} the values in their rows,
 * {@code stream} makes batches of them, {@code xa} leads those that are prepared first, {@code log} and {@code gtid} say where,
 * {@code cursor} how far a pipeline came, {@code snapshot} reads rows beside the stream, {@code catalog}, {@code selection} and
 * {@code check} know tables and server.
 */
@NullMarked
package dev.leat.capture.mysql;

import org.jspecify.annotations.NullMarked;
