/** Tables, columns and their logical types, shared by all rows of one schema version. */
@NullMarked
package dev.leat.api.schema;

import org.jspecify.annotations.NullMarked;
