package dev.leat.capture.mysql.catalog;

import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the log's table map announces for a column that the catalog describes ({@code Field::save_field_metadata} and {@code
 * Table_map_log_event::init_metadata_fields} in the server).
 */
final class WireColumns {
    private static final int BINARY_COLLATION = 63;
    private static final int BYTE = 8;

    /** Labels of an {@code ENUM} that fit into one byte. */
    private static final int MAX_ONE_BYTE_LABELS = 255;

    /** {@code SET} takes 1, 2, 3, 4 or 8 bytes. */
    private static final int MAX_SHORT_SET_BYTES = 4;

    /** Behind the type of a column that was made with {@code mysql56_temporal_format=OFF}. */
    static final String OLD_TIME = "mariadb-5.3";

    private static final String COMPRESSED = "COMPRESSED";

    private final boolean isMariaDb;

    WireColumns(boolean isMariaDb) {
        this.isMariaDb = isMariaDb;
    }

    /** Null when the type is none that is known. */
    @Nullable
    WireColumn of(CatalogColumn column) {
        boolean isOld = column.columnType().contains(OLD_TIME);
        int fraction = isOld ? 0 : column.fraction();
        return switch (column.dataType()) {
            case "tinyint" -> number(column, WireType.TINY, 0);
            case "smallint" -> number(column, WireType.SHORT, 0);
            case "mediumint" -> number(column, WireType.INT24, 0);
            case "int" -> number(column, WireType.LONG, 0);
            case "bigint" -> number(column, WireType.LONGLONG, 0);
            case "float" -> number(column, WireType.FLOAT, Float.BYTES);
            case "double" -> number(column, WireType.DOUBLE, Double.BYTES);
            case "decimal" -> number(column, WireType.NEWDECIMAL, column.precision() | (column.scale() << BYTE));
            case "year" -> wire(column, WireType.YEAR, 0, true, WireColumn.NO_COLLATION, null);
            case "bit" ->
                plain(column, WireType.BIT, (column.precision() % BYTE) | ((column.precision() / BYTE) << BYTE));
            case "date" -> plain(column, WireType.DATE, 0);
            case "time" -> plain(column, isOld ? WireType.TIME : WireType.TIME2, fraction);
            case "datetime" -> plain(column, isOld ? WireType.DATETIME : WireType.DATETIME2, fraction);
            case "timestamp" -> plain(column, isOld ? WireType.TIMESTAMP : WireType.TIMESTAMP2, fraction);
            case "char", "binary" -> text(column, WireType.STRING, (int) column.octets());
            case "varchar", "varbinary" ->
                isCompressed(column)
                        ? text(column, WireType.VARCHAR_COMPRESSED, (int) column.octets() + 1)
                        : text(column, WireType.VARCHAR, (int) column.octets());
            case "tinytext", "tinyblob" -> blob(column, 1);
            case "text", "blob" -> blob(column, 2);
            case "mediumtext", "mediumblob" -> blob(column, 3);
            case "longtext", "longblob" -> blob(column, 4);
            case "enum" -> labelled(column, WireType.ENUM, enumBytes(column));
            case "set" -> labelled(column, WireType.SET, setBytes(column));
            case "json" -> plain(column, WireType.JSON, 4);
            case "vector" ->
                isMariaDb ? named(column, WireType.VARCHAR, (int) column.octets()) : plain(column, WireType.VECTOR, 4);
            case "uuid", "inet6" -> named(column, WireType.STRING, 16);
            case "inet4" -> named(column, WireType.STRING, 4);
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geomcollection",
                    "geometrycollection" -> plain(column, WireType.GEOMETRY, 4);
            default -> null;
        };
    }

    /** {@code ZEROFILL} makes a number unsigned, and the catalog says so. */
    private static WireColumn number(CatalogColumn column, int type, int metadata) {
        boolean isUnsigned = column.columnType().contains(" unsigned");
        return wire(column, type, metadata, isUnsigned, WireColumn.NO_COLLATION, null);
    }

    private static WireColumn plain(CatalogColumn column, int type, int metadata) {
        return wire(column, type, metadata, false, WireColumn.NO_COLLATION, null);
    }

    private static WireColumn text(CatalogColumn column, int type, int metadata) {
        return wire(column, type, metadata, false, textCollation(column), null);
    }

    private static WireColumn blob(CatalogColumn column, int lengthBytes) {
        return wire(
                column,
                isCompressed(column) ? WireType.BLOB_COMPRESSED : WireType.BLOB,
                lengthBytes,
                false,
                textCollation(column),
                column.isJson() ? "json" : null);
    }

    private static WireColumn labelled(CatalogColumn column, int type, int bytes) {
        return wire(column, type, bytes, false, textCollation(column), null);
    }

    /** A type that the log does not tell from octets. */
    private static WireColumn named(CatalogColumn column, int type, int metadata) {
        return wire(column, type, metadata, false, BINARY_COLLATION, column.dataType());
    }

    /** The catalog has none for octets. */
    private static int textCollation(CatalogColumn column) {
        return column.collation() == WireColumn.NO_COLLATION ? BINARY_COLLATION : column.collation();
    }

    private static WireColumn wire(
            CatalogColumn column,
            int type,
            int metadata,
            boolean isUnsigned,
            int collation,
            @Nullable String catalogType) {
        return new WireColumn(
                column.name(),
                type,
                metadata,
                column.isNullable(),
                isUnsigned,
                collation,
                column.labels(),
                column.isVisible(),
                catalogType);
    }

    private static boolean isCompressed(CatalogColumn column) {
        return column.columnType().contains(COMPRESSED);
    }

    private static int enumBytes(CatalogColumn column) {
        return labels(column).size() > MAX_ONE_BYTE_LABELS ? 2 : 1;
    }

    private static int setBytes(CatalogColumn column) {
        int bytes = (labels(column).size() + BYTE - 1) / BYTE;
        return bytes > MAX_SHORT_SET_BYTES ? Long.BYTES : bytes;
    }

    private static List<byte[]> labels(CatalogColumn column) {
        return Objects.requireNonNull(column.labels(), "labels of an ENUM or SET");
    }
}
