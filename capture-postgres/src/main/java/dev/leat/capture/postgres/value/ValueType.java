package dev.leat.capture.postgres.value;

import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ValueDecoder;

/**
 * What a column's type means.
 *
 * @param type the logical type
 * @param decoder reads its values
 */
public record ValueType(ColumnType type, ValueDecoder decoder) {}
