package dev.leat.capture.mysql.value;

import org.jspecify.annotations.Nullable;

/**
 * How a column is asked for, how a binary result set carries its values, and what makes them those of the log: a row that is
 * read has the bytes that its row image has.
 *
 * <pre>
 *   column                   asked for as             type in the answer       becomes
 *   TINY .. LONGLONG         itself                   the same; INT24 has 4    the lower bytes
 *   FLOAT DOUBLE             itself                   the same                 the same
 *   YEAR                     itself                   YEAR, 2 bytes            years since 1900, 0 for 0
 *   DATE TIME DATETIME ...   itself                   as {@link TemporalEncoder} says
 *   NEWDECIMAL               itself                   digits                   {@link DecimalEncoder}
 *   BIT                      itself                   its bytes                the same
 *   ENUM SET                 CAST(c AS UNSIGNED)      LONGLONG, MariaDB: LONG  the lower bytes
 *   BINARY(n)                itself                   n bytes                  without the zeros at the end
 *   uuid inet6, inet4        CAST(c AS BINARY(16|4))  16 or 4 bytes            without the zeros at the end
 *   COMPRESSED               itself                   the value                0 (not compressed), the value
 *   JSON                     itself                   text                     the same: {@link JsonDecoder} tells them apart
 *   all others               itself                   the value                the same
 * </pre>
 *
 * @param cast behind what the column is cast to; null: it is not
 * @param type expected in the answer: of {@link WireType}, {@link #CHARACTERS} for any type whose values are octets
 * @param width bytes of a value in the answer; {@link #COUNTED}, or {@link #TEMPORAL}
 * @param imageBytes of a fixed width: how many of them are copied
 * @param encoder null: bytes are copied
 * @param edge what happens to the bytes that are copied
 */
public record ResultColumn(
        @Nullable String cast,
        int type,
        int width,
        int imageBytes,
        @Nullable ValueEncoder encoder,
        Edge edge) {
    /** A length-encoded number of bytes in front of the value. */
    public static final int COUNTED = -1;

    /** A byte of length in front of the value. */
    public static final int TEMPORAL = -2;

    /** Any type of characters or octets: which one depends on the server, the value does not. */
    public static final int CHARACTERS = -1;

    private static final int YEAR_BYTES = 2;

    /** What is done to octets. */
    public enum Edge {
        /** Nothing. */
        KEPT,
        /** The zeros at the end are left out. */
        TRIMMED,
        /** A zero is put in front, unless there is nothing. */
        MARKED
    }

    /** The column as it is asked for. */
    public static ResultColumn of(WireColumn column) {
        String named = column.catalogType();
        if (named != null) {
            switch (named) {
                case "uuid", "inet6" -> {
                    return new ResultColumn("BINARY(16)", CHARACTERS, COUNTED, 0, null, Edge.TRIMMED);
                }
                case "inet4" -> {
                    return new ResultColumn("BINARY(4)", CHARACTERS, COUNTED, 0, null, Edge.TRIMMED);
                }
                default -> {}
            }
        }
        int metadata = column.metadata();
        return switch (column.type()) {
            case WireType.TINY -> fixed(WireType.TINY, 1, 1);
            case WireType.SHORT -> fixed(WireType.SHORT, 2, 2);
            case WireType.INT24 -> fixed(WireType.INT24, 4, 3);
            case WireType.LONG -> fixed(WireType.LONG, 4, 4);
            case WireType.LONGLONG -> fixed(WireType.LONGLONG, 8, 8);
            case WireType.FLOAT -> fixed(WireType.FLOAT, 4, 4);
            case WireType.DOUBLE -> fixed(WireType.DOUBLE, 8, 8);
            case WireType.YEAR ->
                new ResultColumn(null, WireType.YEAR, YEAR_BYTES, 0, ResultColumn::encodeYear, Edge.KEPT);
            case WireType.ENUM, WireType.SET ->
                new ResultColumn("UNSIGNED", WireType.LONGLONG, Long.BYTES, metadata & 0xFF, null, Edge.KEPT);
            case WireType.DATE, WireType.NEWDATE -> temporal(WireType.DATE, TemporalEncoder.Form.DATE, 0);
            case WireType.TIME -> temporal(WireType.TIME, TemporalEncoder.Form.OLD_TIME, 0);
            case WireType.TIME2 -> temporal(WireType.TIME, TemporalEncoder.Form.TIME, metadata);
            case WireType.DATETIME -> temporal(WireType.DATETIME, TemporalEncoder.Form.OLD_DATETIME, 0);
            case WireType.DATETIME2 -> temporal(WireType.DATETIME, TemporalEncoder.Form.DATETIME, metadata);
            case WireType.TIMESTAMP -> temporal(WireType.TIMESTAMP, TemporalEncoder.Form.OLD_TIMESTAMP, 0);
            case WireType.TIMESTAMP2 -> temporal(WireType.TIMESTAMP, TemporalEncoder.Form.TIMESTAMP, metadata);
            case WireType.NEWDECIMAL ->
                new ResultColumn(
                        null,
                        WireType.NEWDECIMAL,
                        COUNTED,
                        0,
                        new DecimalEncoder(metadata & 0xFF, metadata >> 8),
                        Edge.KEPT);
            case WireType.BIT -> new ResultColumn(null, WireType.BIT, COUNTED, 0, null, Edge.KEPT);
            case WireType.STRING -> octets(column.collation() == Collations.BINARY ? Edge.TRIMMED : Edge.KEPT);
            case WireType.VARCHAR_COMPRESSED, WireType.BLOB_COMPRESSED -> octets(Edge.MARKED);
            default -> octets(Edge.KEPT);
        };
    }

    /** The expression for a select list. */
    public String expression(String quotedName) {
        return cast == null ? quotedName : "CAST(" + quotedName + " AS " + cast + ")";
    }

    /**
     * The column as it comes with this type in the answer.
     *
     * @return null if it is another one than expected
     */
    public @Nullable ResultColumn answered(int answered) {
        if (type == answered || (type == CHARACTERS && isCharacters(answered))) {
            return this;
        }
        boolean isShort = "UNSIGNED".equals(cast) && answered == WireType.LONG && imageBytes <= Integer.BYTES;
        return isShort ? new ResultColumn(cast, answered, Integer.BYTES, imageBytes, encoder, edge) : null;
    }

    private static boolean isCharacters(int answered) {
        return switch (answered) {
            case WireType.VARCHAR,
                    WireType.VAR_STRING,
                    WireType.STRING,
                    WireType.TINY_BLOB,
                    WireType.BLOB,
                    WireType.MEDIUM_BLOB,
                    WireType.LONG_BLOB,
                    WireType.JSON,
                    WireType.GEOMETRY,
                    WireType.VECTOR -> true;
            default -> false;
        };
    }

    private static ResultColumn fixed(int type, int width, int imageBytes) {
        return new ResultColumn(null, type, width, imageBytes, null, Edge.KEPT);
    }

    private static ResultColumn temporal(int type, TemporalEncoder.Form form, int precision) {
        return new ResultColumn(null, type, TEMPORAL, 0, new TemporalEncoder(form, precision), Edge.KEPT);
    }

    private static ResultColumn octets(Edge edge) {
        return new ResultColumn(null, CHARACTERS, COUNTED, 0, null, edge);
    }

    private static int encodeYear(byte[] source, int at, int length, byte[] target) {
        int year = LittleEndian.u16(source, at);
        if (year != 0 && (year < 1901 || year > 2155)) {
            throw Malformed.value(at, "year");
        }
        target[0] = (byte) (year == 0 ? 0 : year - 1900);
        return 1;
    }
}
