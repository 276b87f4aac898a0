/** What was delivered and confirmed, how it is stored, and whether a server can go on from there. */
@NullMarked
package dev.leat.capture.mysql.cursor;

import org.jspecify.annotations.NullMarked;
