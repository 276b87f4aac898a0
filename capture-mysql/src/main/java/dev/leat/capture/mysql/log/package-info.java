/** Places in a server's binary log, what they are in commit order, and where the log ends. Knows sessions. */
@NullMarked
package dev.leat.capture.mysql.log;

import org.jspecify.annotations.NullMarked;
