package dev.leat.capture.mysql.binlog;

import dev.leat.api.DecodeException;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The optional metadata at the end of a table map ({@code Table_map_event::Optional_metadata_fields}): fields, each a type, a
 * packed length and a value. Bits stand with the first column highest.
 *
 * <pre>
 *    1 SIGNEDNESS                    a bit per numeric column: unsigned
 *    2 DEFAULT_CHARSET               collation of the character columns, then pairs (column among those, its collation)
 *    3 COLUMN_CHARSET                collation of each character column
 *    4 COLUMN_NAME                   length and text of each
 *    5 SET_STR_VALUE                 for each SET: count, then length and text of each label
 *    6 ENUM_STR_VALUE                likewise for each ENUM
 *    7 GEOMETRY_TYPE                 a number for each geometry column
 *    8 SIMPLE_PRIMARY_KEY            columns of the key
 *    9 PRIMARY_KEY_WITH_PREFIX       pairs (column, characters of it or 0)
 *   10 ENUM_AND_SET_DEFAULT_CHARSET  as 2, for ENUM and SET columns
 *   11 ENUM_AND_SET_COLUMN_CHARSET   as 3, for ENUM and SET columns
 *   12 COLUMN_VISIBILITY             a bit per column: visible
 *   13 VECTOR_DIMENSIONALITY         a number for each vector column
 * </pre>
 */
final class TableMetadata {
    private static final int SIGNEDNESS = 1;
    private static final int DEFAULT_CHARSET = 2;
    private static final int COLUMN_CHARSET = 3;
    private static final int COLUMN_NAME = 4;
    private static final int SET_STR_VALUE = 5;
    private static final int ENUM_STR_VALUE = 6;
    private static final int GEOMETRY_TYPE = 7;
    private static final int SIMPLE_PRIMARY_KEY = 8;
    private static final int PRIMARY_KEY_WITH_PREFIX = 9;
    private static final int ENUM_AND_SET_DEFAULT_CHARSET = 10;
    private static final int ENUM_AND_SET_COLUMN_CHARSET = 11;
    private static final int COLUMN_VISIBILITY = 12;
    private static final int VECTOR_DIMENSIONALITY = 13;

    private final int[] types;
    private final boolean isMariaDb;
    private final boolean[] unsigned;
    private final boolean[] visible;
    private final int[] collations;
    private final @Nullable String[] names;
    private final @Nullable List<byte[]>[] labels;
    private boolean hasNames;
    private List<Integer> key = List.of();
    private List<Integer> keyPrefixes = List.of();

    /** A kind of column that a field is about. */
    @FunctionalInterface
    private interface Kind {
        boolean has(int type);
    }

    @SuppressWarnings("unchecked")
    private TableMetadata(int[] types, boolean isMariaDb) {
        this.isMariaDb = isMariaDb;
        this.types = types;
        this.unsigned = new boolean[types.length];
        this.visible = new boolean[types.length];
        Arrays.fill(visible, true);
        this.collations = new int[types.length];
        this.names = new String[types.length];
        this.labels = (List<byte[]>[]) new List<?>[types.length];
    }

    static TableMetadata decode(EventReader reader, int[] types, boolean isMariaDb) {
        TableMetadata metadata = new TableMetadata(types, isMariaDb);
        EventReader field = new EventReader();
        while (reader.remaining() > 0) {
            int type = reader.u8("type of optional metadata");
            int length = reader.packedCount("length of optional metadata");
            field.wrap(reader.buffer(), reader.slice(length, "optional metadata"), length);
            metadata.read(type, field);
            if (field.remaining() > 0) {
                throw new DecodeException(
                        field.position(), "optional metadata of type " + type + ": expected its end, found more");
            }
        }
        return metadata;
    }

    boolean hasNames() {
        return hasNames;
    }

    List<Integer> key() {
        return key;
    }

    List<Integer> keyPrefixes() {
        return keyPrefixes;
    }

    WireColumn column(int index, int type, int metadata, boolean nullable) {
        String name = names[index];
        return new WireColumn(
                name == null ? "" : name,
                type,
                metadata,
                nullable,
                unsigned[index],
                type == WireType.GEOMETRY ? WireColumn.NO_COLLATION : collations[index],
                labels[index],
                visible[index],
                null);
    }

    private void read(int type, EventReader field) {
        switch (type) {
            case SIGNEDNESS -> bits(field, WireType::isNumeric, unsigned);
            case COLUMN_VISIBILITY -> bits(field, any -> true, visible);
            case DEFAULT_CHARSET -> defaultCollation(field, this::hasCollation);
            case COLUMN_CHARSET -> eachCollation(field, this::hasCollation);
            case ENUM_AND_SET_DEFAULT_CHARSET -> defaultCollation(field, TableMetadata::hasLabels);
            case ENUM_AND_SET_COLUMN_CHARSET -> eachCollation(field, TableMetadata::hasLabels);
            case COLUMN_NAME -> {
                for (int i = 0; i < types.length; i++) {
                    names[i] = field.text(field.packedInt("length of a column name"), "column name");
                }
                hasNames = true;
            }
            case SET_STR_VALUE -> labels(field, WireType.SET);
            case ENUM_STR_VALUE -> labels(field, WireType.ENUM);
            case SIMPLE_PRIMARY_KEY -> key(field, false);
            case PRIMARY_KEY_WITH_PREFIX -> key(field, true);
            case GEOMETRY_TYPE -> numbers(field, WireType.GEOMETRY);
            case VECTOR_DIMENSIONALITY -> numbers(field, WireType.VECTOR);
            default -> field.seek(field.end()); // says nothing that a value's bytes need
        }
    }

    private void bits(EventReader field, Kind kind, boolean[] target) {
        int bit = 0;
        int current = 0;
        for (int i = 0; i < types.length; i++) {
            if (kind.has(types[i])) {
                if (bit % 8 == 0) {
                    current = field.u8("bits of optional metadata");
                }
                target[i] = (current & 0x80 >> bit % 8) != 0;
                bit++;
            }
        }
    }

    private void defaultCollation(EventReader field, Kind kind) {
        int common = field.packedInt("default collation");
        int[] columns = indexes(kind);
        for (int column : columns) {
            collations[column] = common;
        }
        while (field.remaining() > 0) {
            int column = field.packedInt("column with another collation");
            if (column >= columns.length) {
                throw field.unexpected("column with another collation", "one of " + columns.length, column);
            }
            collations[columns[column]] = field.packedInt("collation");
        }
    }

    private void eachCollation(EventReader field, Kind kind) {
        for (int column : indexes(kind)) {
            collations[column] = field.packedInt("collation");
        }
    }

    private void labels(EventReader field, int type) {
        for (int column : indexes(t -> t == type)) {
            List<byte[]> texts = new ArrayList<>();
            for (int left = field.packedCount("count of labels"); left > 0; left--) {
                int length = field.packedInt("length of a label");
                int at = field.slice(length, "label");
                texts.add(Arrays.copyOfRange(field.buffer(), at, at + length));
            }
            labels[column] = texts;
        }
    }

    private void key(EventReader field, boolean withPrefixes) {
        List<Integer> columns = new ArrayList<>();
        List<Integer> prefixes = new ArrayList<>();
        while (field.remaining() > 0) {
            int column = field.packedInt("column of the primary key");
            if (column >= types.length || columns.size() == types.length) {
                throw field.unexpected("column of the primary key", "one of " + types.length, column);
            }
            columns.add(column);
            prefixes.add(withPrefixes ? field.packedInt("prefix of a key column") : 0);
        }
        key = List.copyOf(columns);
        keyPrefixes = List.copyOf(prefixes);
    }

    private void numbers(EventReader field, int type) {
        for (int ignored : indexes(t -> t == type)) {
            field.packedInt("number of optional metadata");
        }
    }

    private int[] indexes(Kind kind) {
        int[] indexes = new int[types.length];
        int count = 0;
        for (int i = 0; i < types.length; i++) {
            if (kind.has(types[i])) {
                indexes[count++] = i;
            }
        }
        return Arrays.copyOf(indexes, count);
    }

    /** MariaDB gives the collation of spatial columns among those of characters ({@code Field_geom::binlog_type_info}). */
    private boolean hasCollation(int type) {
        return WireType.isCharacter(type) || (isMariaDb && type == WireType.GEOMETRY);
    }

    private static boolean hasLabels(int type) {
        return type == WireType.ENUM || type == WireType.SET;
    }
}
