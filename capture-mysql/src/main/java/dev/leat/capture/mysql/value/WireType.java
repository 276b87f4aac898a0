package dev.leat.capture.mysql.value;

import dev.leat.api.DecodeException;

/**
 * The types of the binary log ({@code enum_field_types} in MySQL's {@code include/field_types.h}; MariaDB's own ones in its
 * {@code include/mysql_com.h}) and how many bytes a value takes in a row image, from the type's metadata:
 *
 * <pre>
 *   type                                metadata                       value in the row image
 *   TINY SHORT INT24 LONG LONGLONG      none                           1, 2, 3, 4, 8 bytes
 *   FLOAT DOUBLE                        its bytes                      4, 8 bytes
 *   YEAR DATE TIME DATETIME TIMESTAMP   none                           1, 3, 3, 8, 4 bytes
 *   TIME2 DATETIME2 TIMESTAMP2          fraction digits                3, 5, 4 bytes and those of the fraction
 *   NEWDECIMAL                          precision | scale &lt;&lt; 8         as {@link DecimalDecoder} says
 *   BIT                                 bits mod 8 | bytes &lt;&lt; 8        its bytes
 *   ENUM SET                            its bytes                      1 or 2, 1 to 8 bytes
 *   VARCHAR VAR_STRING                  most bytes of a value          1 or (from 256 on) 2 bytes of length, the value
 *   STRING                              most bytes of a value          likewise
 *   BLOB JSON GEOMETRY VECTOR           bytes of length                so many bytes of length, the value
 * </pre>
 */
public final class WireType {
    public static final int TINY = 1;
    public static final int SHORT = 2;
    public static final int LONG = 3;
    public static final int FLOAT = 4;
    public static final int DOUBLE = 5;
    public static final int TIMESTAMP = 7;
    public static final int LONGLONG = 8;
    public static final int INT24 = 9;
    public static final int DATE = 10;
    public static final int TIME = 11;
    public static final int DATETIME = 12;
    public static final int YEAR = 13;
    public static final int NEWDATE = 14;
    public static final int VARCHAR = 15;
    public static final int BIT = 16;
    public static final int TIMESTAMP2 = 17;
    public static final int DATETIME2 = 18;
    public static final int TIME2 = 19;
    public static final int BLOB_COMPRESSED = 140;
    public static final int VARCHAR_COMPRESSED = 141;
    public static final int VECTOR = 242;
    public static final int JSON = 245;
    public static final int NEWDECIMAL = 246;
    public static final int ENUM = 247;
    public static final int SET = 248;
    public static final int TINY_BLOB = 249;
    public static final int MEDIUM_BLOB = 250;
    public static final int LONG_BLOB = 251;
    public static final int BLOB = 252;
    public static final int VAR_STRING = 253;
    public static final int STRING = 254;
    public static final int GEOMETRY = 255;

    private static final int MAX_ONE_BYTE_LENGTH = 255;
    private static final int MAX_PRECISION = 65;
    private static final int MAX_SCALE = 38;

    private WireType() {}

    /**
     * How many bytes a value of the type takes; or, negative, how many bytes in front of it say that.
     *
     * @param at where the type stands, for the message
     */
    public static int width(int type, int metadata, int at) {
        return switch (type) {
            case TINY, YEAR -> 1;
            case SHORT -> 2;
            case INT24, DATE, NEWDATE, TIME -> 3;
            case LONG, TIMESTAMP -> 4;
            case LONGLONG, DATETIME -> 8;
            case FLOAT -> required(Float.BYTES, metadata, at, type);
            case DOUBLE -> required(Double.BYTES, metadata, at, type);
            case TIME2 -> 3 + fractionBytes(metadata, at, type);
            case DATETIME2 -> 5 + fractionBytes(metadata, at, type);
            case TIMESTAMP2 -> 4 + fractionBytes(metadata, at, type);
            case NEWDECIMAL -> decimalBytes(metadata & 0xFF, metadata >> 8, at);
            case BIT -> (between(bits(metadata), 1, Long.SIZE, at, type) + 7) / 8;
            case ENUM -> between(metadata & 0xFF, 1, 2, at, type);
            case SET -> between(metadata & 0xFF, 1, 8, at, type);
            case VARCHAR, VAR_STRING, STRING, VARCHAR_COMPRESSED -> metadata > MAX_ONE_BYTE_LENGTH ? -2 : -1;
            case BLOB, TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, JSON, GEOMETRY, VECTOR, BLOB_COMPRESSED ->
                -between(metadata & 0xFF, 1, 4, at, type);
            default -> throw new DecodeException(at, "column type: expected one that is known, found number " + type);
        };
    }

    /** The n of {@code BIT(n)}. */
    static int bits(int metadata) {
        return (metadata >> 8) * 8 + (metadata & 0xFF);
    }

    /** Whether the optional metadata says if a column of this type has a sign. */
    public static boolean isNumeric(int type) {
        return switch (type) {
            case TINY, SHORT, INT24, LONG, LONGLONG, FLOAT, DOUBLE, NEWDECIMAL, YEAR -> true;
            default -> false;
        };
    }

    /** Whether the optional metadata gives a collation for a column of this type. */
    public static boolean isCharacter(int type) {
        return switch (type) {
            case STRING,
                    VAR_STRING,
                    VARCHAR,
                    TINY_BLOB,
                    MEDIUM_BLOB,
                    LONG_BLOB,
                    BLOB,
                    VARCHAR_COMPRESSED,
                    BLOB_COMPRESSED -> true;
            default -> false;
        };
    }

    private static int decimalBytes(int precision, int scale, int at) {
        if (precision < 1 || precision > MAX_PRECISION || scale > MAX_SCALE || scale > precision) {
            throw new DecodeException(
                    at, "metadata of a decimal: expected precision and scale, found " + precision + " and " + scale);
        }
        return DecimalDecoder.width(precision, scale);
    }

    private static int fractionBytes(int metadata, int at, int type) {
        return DateTimes.fractionBytes(between(metadata & 0xFF, 0, DateTimes.MAX_FRACTION_DIGITS, at, type));
    }

    private static int required(int expected, int metadata, int at, int type) {
        return between(metadata & 0xFF, expected, expected, at, type);
    }

    private static int between(int value, int min, int max, int at, int type) {
        if (value < min || value > max) {
            throw new DecodeException(
                    at, "metadata of column type " + type + ": expected " + min + " to " + max + ", found " + value);
        }
        return value;
    }
}
