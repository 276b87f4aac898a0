/**
 * The JSON of rows and changes, written from wire bytes without a tree, a string or a number object in between. Sinks
 * share these writers so that a value looks the same in every target.
 */
@NullMarked
package dev.leat.api.json;

import org.jspecify.annotations.NullMarked;
