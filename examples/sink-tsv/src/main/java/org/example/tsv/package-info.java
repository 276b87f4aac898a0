/**
 * A sink without a server: one file of tab-separated lines per table, one line per change, in the escapes of PostgreSQL's
 * {@code COPY}. It only appends, so a change that is delivered twice is two lines with the same sequence and ordinal, and a
 * reseed is lines of a higher generation. What is known about the target (term, seeds, marks) lies in the same folder: who
 * removes the folder's content is seeded again, who moves it takes all along.
 */
@NullMarked
package org.example.tsv;

import org.jspecify.annotations.NullMarked;
