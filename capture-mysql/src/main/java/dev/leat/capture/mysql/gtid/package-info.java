/**
 * Which transactions were executed: sets of GTIDs in MySQL, a position per domain in MariaDB.
 *
 * <p>Sets are mutable and belong to one thread; the next transaction of a source that is known costs a comparison and no
 * allocation, since that is what happens at every commit. What is stored or compared by others is text, in the server's own
 * form. Text that is no GTID set is a {@code GtidFormatException} and nothing else.
 */
@NullMarked
package dev.leat.capture.mysql.gtid;

import org.jspecify.annotations.NullMarked;
