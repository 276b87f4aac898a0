package dev.leat.capture.mysql.value;

import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ValueDecoder;

/**
 * How a column's values are read.
 *
 * @param type the logical type
 * @param decoder reads the log's bytes
 */
public record ValueType(ColumnType type, ValueDecoder decoder) {}
