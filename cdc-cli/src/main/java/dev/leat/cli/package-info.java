/** The command line: the only part of Leat that talks to a terminal. stdout is data, everything else goes to stderr. */
@NullMarked
package dev.leat.cli;

import org.jspecify.annotations.NullMarked;
