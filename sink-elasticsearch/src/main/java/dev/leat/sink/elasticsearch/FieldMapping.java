package dev.leat.sink.elasticsearch;

import com.google.gson.JsonObject;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;

/**
 * What a column is in the index. Explicit for every column, and nothing is guessed from values. A value that its field can't
 * index (NaN, infinity, a year BC, 2^64) stays in the document and is left out of the index. All whole numbers are
 * {@code long}: a column that grows from 32 to 64 bits needs no new index.
 */
final class FieldMapping {
    /** A keyword of more bytes than 32766 is refused; a character has up to four. */
    static final int MAX_KEYWORD_CHARACTERS = 8191;

    private FieldMapping() {}

    static JsonObject of(Column column) {
        return of(column.type());
    }

    private static JsonObject of(ColumnType type) {
        if (type instanceof ColumnType.Array array) {
            return of(array.element());
        }
        return of(type.kind());
    }

    private static JsonObject of(Kind kind) {
        return switch (kind) {
            case BOOL -> field("boolean");
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> lenient("long");
            case FLOAT32 -> lenient("float");
            case FLOAT64, DECIMAL -> lenient("double");
            case DATE, TIMESTAMP, TIMESTAMPTZ -> lenient("date");
            case TEXT, OTHER -> text();
            case UUID, ENUM, SET, TIME, INTERVAL, RANGE, BIT -> keyword();
            case JSON, COMPOSITE, MAP -> opaque();
            case BYTES -> field("binary");
            case GEOMETRY, VECTOR, ARRAY -> opaque();
        };
    }

    private static JsonObject field(String type) {
        JsonObject field = new JsonObject();
        field.addProperty("type", type);
        return field;
    }

    private static JsonObject lenient(String type) {
        JsonObject field = field(type);
        field.addProperty("ignore_malformed", true);
        return field;
    }

    private static JsonObject keyword() {
        JsonObject field = field("keyword");
        field.addProperty("ignore_above", MAX_KEYWORD_CHARACTERS);
        return field;
    }

    private static JsonObject text() {
        JsonObject field = field("text");
        JsonObject fields = new JsonObject();
        fields.add("keyword", keyword());
        field.add("fields", fields);
        return field;
    }

    /** Kept in the document as it is, not looked into. */
    private static JsonObject opaque() {
        JsonObject field = field("object");
        field.addProperty("enabled", false);
        return field;
    }
}
