package dev.leat.capture.mysql.cursor;

import dev.leat.capture.mysql.log.Place;

/**
 * A position that was delivered and may be confirmed.
 *
 * @param sequence the position's number
 * @param begin where the last transaction before it began
 * @param end where that ended, or a place behind it
 * @param fileBegun when {@code end}'s file was begun, in seconds since 1970
 * @param executed the transactions, as {@link Executed#transactions} has them
 */
public record Committed(long sequence, Place begin, Place end, long fileBegun, String executed) {}
