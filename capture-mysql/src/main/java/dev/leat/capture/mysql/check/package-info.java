/**
 * What a server, its settings and its tables are like to a pipeline, beyond what a start stumbles over. Only {@link
 * dev.leat.capture.mysql.check.SourceCheck} asks the server; the other classes decide on what it brought.
 */
@NullMarked
package dev.leat.capture.mysql.check;

import org.jspecify.annotations.NullMarked;
