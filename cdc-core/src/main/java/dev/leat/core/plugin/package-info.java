/**
 * Finds the factories of captures and sinks, on the class path and in the plugins folder.
 *
 * <p>Each jar or folder of plugins has a class loader of its own that shows it the JDK, {@code dev.leat.api}, SLF4J and
 * JSpecify and nothing else of the engine, so that two plugins may bring two versions of one library and neither meets the
 * engine's. A plugin is code with full trust: what is checked here keeps mistakes out, not malice, but for folders that
 * anybody could write to.
 */
@NullMarked
package dev.leat.core.plugin;

import org.jspecify.annotations.NullMarked;
