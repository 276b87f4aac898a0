/**
 * How plugins are found and configured: a factory per capture and sink type, discovered by {@link java.util.ServiceLoader},
 * which declares its options so that validation, help and reference pages come from one declaration.
 */
@NullMarked
package dev.leat.api.plugin;

import org.jspecify.annotations.NullMarked;
