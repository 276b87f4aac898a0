/**
 * What the declarations of plugins and of the pipeline file look like to people, editors and programs: tables for the
 * terminal, pages for the reference, a JSON Schema, a JSON list.
 *
 * <p>All of it is made from the same {@link dev.leat.api.plugin.Option}s that the file is checked against, so that none can
 * say something else than the check does. Nothing here reads or writes files.
 */
@NullMarked
package dev.leat.core.reference;

import org.jspecify.annotations.NullMarked;
