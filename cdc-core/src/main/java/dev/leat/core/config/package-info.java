/**
 * Turns a pipeline file into plain records, or into the list of everything that is wrong with it.
 *
 * <p>The YAML is read as a tree of nodes with marks, never bound to classes, so every problem has a line and a column and
 * the whole file is looked at before anything is refused. What a plugin's options may be comes from its factory's
 * declaration alone. Values are interpolated last and never echoed where they are secret: messages show what stands in the
 * file.
 */
@NullMarked
package dev.leat.core.config;

import org.jspecify.annotations.NullMarked;
