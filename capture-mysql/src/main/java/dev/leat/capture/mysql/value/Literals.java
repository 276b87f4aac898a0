package dev.leat.capture.mysql.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Values as SQL has them, exactly: the server compares a column with such a literal as with the value itself, by the column's
 * own collation. For sessions whose time zone is UTC.
 */
public final class Literals {
    private static final TypeResolver TYPES = new TypeResolver(ZeroDates.TEXT);

    private Literals() {}

    /**
     * The literal for a value.
     *
     * @param value the bytes that the log has for it
     * @throws dev.leat.api.DecodeException if it is no value of the column
     */
    public static String of(WireColumn column, TableId table, byte[] value) {
        String named = column.catalogType();
        if (named != null) {
            switch (named) {
                case "uuid", "inet6" -> {
                    return octets(padded(value, 16));
                }
                case "inet4" -> {
                    return octets(padded(value, 4));
                }
                default -> {}
            }
        }
        return switch (column.type()) {
            case WireType.FLOAT, WireType.DOUBLE -> floating(column, table, value);
            case WireType.BIT -> {
                Malformed.requireLength(0, "bit", WireType.width(column.type(), column.metadata(), 0), value.length);
                yield Long.toUnsignedString(LittleEndian.bigEndian(value, 0, value.length));
            }
            case WireType.ENUM, WireType.SET -> {
                Malformed.requireLength(0, "label", column.metadata() & 0xFF, value.length);
                yield Long.toUnsignedString(LittleEndian.unsigned(value, 0, value.length));
            }
            case WireType.YEAR ->
                String.format(Locale.ROOT, "'%04d'", new YearDecoder().longValue(value, 0, value.length));
            case WireType.TINY, WireType.SHORT, WireType.INT24, WireType.LONG, WireType.LONGLONG, WireType.NEWDECIMAL ->
                text(column, table, value);
            case WireType.DATE,
                    WireType.NEWDATE,
                    WireType.TIME,
                    WireType.TIME2,
                    WireType.DATETIME,
                    WireType.DATETIME2,
                    WireType.TIMESTAMP,
                    WireType.TIMESTAMP2 -> "'" + text(column, table, value).replaceAll("[\"Z]", "") + "'";
            case WireType.STRING ->
                column.collation() == Collations.BINARY
                        ? octets(padded(value, column.metadata()))
                        : characters(column, value);
            default -> column.collation() == Collations.BINARY ? octets(value) : characters(column, value);
        };
    }

    /** As the decoders write it. */
    private static String text(WireColumn column, TableId table, byte[] value) {
        JsonBuffer text = new JsonBuffer(80);
        TYPES.resolve(column, table).decoder().write(value, 0, value.length, text);
        return new String(text.array(), 0, text.length(), US_ASCII);
    }

    /** A single is compared as the double that it is, and not as the number whose text it would be. */
    private static String floating(WireColumn column, TableId table, byte[] value) {
        double number = TYPES.resolve(column, table).decoder().doubleValue(value, 0, value.length);
        String digits = Double.toString(number);
        return digits.indexOf('E') < 0 ? digits + "E0" : digits;
    }

    private static String characters(WireColumn column, byte[] value) {
        String characterSet = Collations.characterSet(column.collation());
        if (characterSet == null) {
            throw new IllegalArgumentException("column " + column.name() + " has no known character set");
        }
        return "_" + characterSet + " " + octets(value);
    }

    private static String octets(byte[] value) {
        return "X'" + HexFormat.of().formatHex(value) + "'";
    }

    private static byte[] padded(byte[] value, int length) {
        return value.length < length ? Arrays.copyOf(value, length) : value;
    }
}
