package dev.leat.capture.mysql.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog has of a column's type.
 *
 * @param dataType {@code DATA_TYPE}
 * @param columnType {@code COLUMN_TYPE}
 * @param octets {@code CHARACTER_OCTET_LENGTH}, 0 for none
 * @param precision {@code NUMERIC_PRECISION}, 0 for none
 * @param scale {@code NUMERIC_SCALE}, 0 for none
 * @param fraction {@code DATETIME_PRECISION}, 0 for none
 * @param collation the collation's number; {@code WireColumn.NO_COLLATION} for none
 * @param labels of an {@code ENUM} or {@code SET}, in the column's character set; null for others
 * @param isJson whether it is MariaDB's {@code JSON}: a text that is checked
 */
record CatalogColumn(
        String name,
        String dataType,
        String columnType,
        long octets,
        int precision,
        int scale,
        int fraction,
        boolean isNullable,
        int collation,
        @Nullable List<byte[]> labels,
        boolean isVisible,
        boolean isJson) {}
