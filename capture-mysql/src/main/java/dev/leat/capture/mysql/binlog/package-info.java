/**
 * The events of the binary log of MySQL and MariaDB, version 4, as they come from a dump or stand in a file.
 *
 * <p>{@code BinlogDecoder} is a function over bytes: a row becomes offsets into the bytes of its batch, into which its event is
 * copied once, and nothing is allocated for it. Every length from the wire is checked against the bytes that are there;
 * whatever is wrong is a {@code DecodeException} with its place. What positions and transactions are called is the stream's
 * matter: the decoder says where they begin and end.
 *
 * <p>The only state is the format of the log ({@code BinlogFormat}), the tables that were announced ({@code TableMaps}) and
 * whether a transaction is open. What the log does not say of a table, a {@code SchemaResolver} brings.
 */
@NullMarked
package dev.leat.capture.mysql.binlog;

import org.jspecify.annotations.NullMarked;
