package dev.leat.capture.postgres.value;

import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ValueDecoder;

/**
 * What a column's type means.
 *
 * @param type the logical type
 * @param decoder reads its values
 * @param fieldNumbers 0, unless it holds a composite that lost a field: then it tells which fields are left, so that one
 *     that was dropped and added again is another one
 */
public record ValueType(ColumnType type, ValueDecoder decoder, int fieldNumbers) {
    /** A type without composites that lost a field. */
    ValueType(ColumnType type, ValueDecoder decoder) {
        this(type, decoder, 0);
    }
}
