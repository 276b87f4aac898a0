/**
 * Decoding the binary log of MySQL, ours and the library that most readers are built on, over the same recorded bytes: files
 * of MySQL 9.7.4 with {@code binlog_row_metadata=FULL} and checksums, which both check.
 */
@NullMarked
package dev.leat.benchmarks.binlog;

import org.jspecify.annotations.NullMarked;
