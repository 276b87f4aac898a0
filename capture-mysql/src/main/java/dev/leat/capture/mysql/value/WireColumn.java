package dev.leat.capture.mysql.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as a table map announces it, and what the catalog adds.
 *
 * @param name exact; empty when the server does not log names ({@code binlog_row_metadata=MINIMAL})
 * @param type {@code enum_field_types} of MySQL's {@code include/field_types.h}, with {@code ENUM} and {@code SET} for
 *     themselves
 * @param metadata the type's two bytes, as {@link WireType} describes them
 * @param nullable whether null is allowed
 * @param unsigned whether a number is without sign
 * @param collation the number of the collation; {@link #NO_COLLATION} when it was not logged or the type has none
 * @param labels of {@code ENUM} and {@code SET}, in the column's character set; null when they were not logged
 * @param visible false for a column that {@code SELECT *} leaves out
 * @param catalogType the catalog's {@code DATA_TYPE} where the log does not tell it from another one: MariaDB's {@code uuid},
 *     {@code inet4}, {@code inet6}, {@code vector}, and {@code json}, which is a text there; null elsewhere
 */
public record WireColumn(
        String name,
        int type,
        int metadata,
        boolean nullable,
        boolean unsigned,
        int collation,
        @Nullable List<byte[]> labels,
        boolean visible,
        @Nullable String catalogType) {
    /** No collation is known. */
    public static final int NO_COLLATION = 0;

    /** The same column with what the catalog calls its type. */
    public WireColumn withCatalogType(@Nullable String dataType) {
        return new WireColumn(name, type, metadata, nullable, unsigned, collation, labels, visible, dataType);
    }
}
