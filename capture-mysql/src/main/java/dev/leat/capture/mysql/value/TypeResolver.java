package dev.leat.capture.mysql.value;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the logical type of a column and how its values are read. Called once per column and schema. */
public final class TypeResolver {
    private static final int TIME_WITHOUT_FRACTION = 0;

    private final ZeroDates zeroDates;

    /** Resolves types with dates of which zero ones become what is said here. */
    public TypeResolver(ZeroDates zeroDates) {
        this.zeroDates = zeroDates;
    }

    /**
     * Finds the type of a column.
     *
     * @param column all that is known of it
     * @param table whose column it is, for messages
     * @throws CdcException if the log and the catalog leave open how to read the values
     */
    public ValueType resolve(WireColumn column, TableId table) {
        String name = table + "." + column.name();
        String catalogType = column.catalogType();
        ValueType named = catalogType == null ? null : named(catalogType);
        return named != null ? named : logged(column, name);
    }

    private static @Nullable ValueType named(String catalogType) {
        return switch (catalogType) {
            case "uuid" -> plain(Kind.UUID, new UuidDecoder());
            case "inet4" -> plain(Kind.TEXT, new InetDecoder(false));
            case "inet6" -> plain(Kind.TEXT, new InetDecoder(true));
            case "vector" -> plain(Kind.VECTOR, new VectorDecoder());
            case "json" -> plain(Kind.JSON, new JsonDecoder(true));
            default -> null;
        };
    }

    private ValueType logged(WireColumn column, String name) {
        int metadata = column.metadata();
        boolean unsigned = column.unsigned();
        return switch (column.type()) {
            case WireType.TINY -> plain(unsigned ? Kind.UINT8 : Kind.INT8, new IntegerDecoder(1, unsigned));
            case WireType.SHORT -> plain(unsigned ? Kind.UINT16 : Kind.INT16, new IntegerDecoder(2, unsigned));
            case WireType.INT24 -> plain(unsigned ? Kind.UINT32 : Kind.INT32, new IntegerDecoder(3, unsigned));
            case WireType.LONG -> plain(unsigned ? Kind.UINT32 : Kind.INT32, new IntegerDecoder(4, unsigned));
            case WireType.LONGLONG -> plain(unsigned ? Kind.UINT64 : Kind.INT64, new IntegerDecoder(8, unsigned));
            case WireType.FLOAT -> plain(Kind.FLOAT32, new FloatDecoder(true));
            case WireType.DOUBLE -> plain(Kind.FLOAT64, new FloatDecoder(false));
            case WireType.YEAR -> plain(Kind.INT16, new YearDecoder());
            case WireType.DATE, WireType.NEWDATE -> plain(Kind.DATE, new DateDecoder(zeroDates));
            case WireType.TIME -> plain(Kind.TIME, new OldTimeDecoder());
            case WireType.TIME2 -> plain(Kind.TIME, new TimeDecoder(metadata));
            case WireType.DATETIME -> plain(Kind.TIMESTAMP, new OldDateTimeDecoder(zeroDates));
            case WireType.DATETIME2 -> plain(Kind.TIMESTAMP, new DateTimeDecoder(metadata, zeroDates));
            case WireType.TIMESTAMP ->
                plain(Kind.TIMESTAMPTZ, new TimestampDecoder(TIME_WITHOUT_FRACTION, true, zeroDates));
            case WireType.TIMESTAMP2 -> plain(Kind.TIMESTAMPTZ, new TimestampDecoder(metadata, false, zeroDates));
            case WireType.NEWDECIMAL -> decimal(metadata & 0xFF, metadata >> 8);
            case WireType.BIT -> plain(Kind.BIT, new BitDecoder(WireType.bits(metadata)));
            case WireType.JSON -> plain(Kind.JSON, new JsonDecoder(false));
            case WireType.GEOMETRY -> plain(Kind.GEOMETRY, new GeometryDecoder());
            case WireType.VECTOR -> plain(Kind.VECTOR, new VectorDecoder());
            case WireType.ENUM -> enumeration(column, name);
            case WireType.SET -> set(column, name);
            case WireType.STRING -> characters(column, name, metadata);
            case WireType.VARCHAR_COMPRESSED, WireType.BLOB_COMPRESSED -> {
                ValueType inside = characters(column, name, 0);
                yield new ValueType(inside.type(), new CompressedDecoder(inside.decoder()));
            }
            default -> characters(column, name, 0);
        };
    }

    private static ValueType decimal(int precision, int scale) {
        return new ValueType(new ColumnType.Decimal(precision, scale), new DecimalDecoder(precision, scale));
    }

    private static ValueType characters(WireColumn column, String name, int padTo) {
        int collation = column.collation();
        if (collation == WireColumn.NO_COLLATION) {
            throw unknown(name, "its character set");
        }
        return collation == Collations.BINARY
                ? plain(Kind.BYTES, new BytesDecoder(padTo))
                : plain(Kind.TEXT, new TextDecoder(CharacterSets.of(collation, name)));
    }

    private static ValueType enumeration(WireColumn column, String name) {
        byte[][] labels = labels(column, name);
        return new ValueType(
                new ColumnType.Enumeration(texts(labels)), new EnumDecoder(labels, column.metadata() & 0xFF));
    }

    private static ValueType set(WireColumn column, String name) {
        return plain(Kind.SET, new SetDecoder(labels(column, name), column.metadata() & 0xFF));
    }

    private static List<String> texts(byte[][] labels) {
        return Arrays.stream(labels)
                .map(label -> new String(label, StandardCharsets.UTF_8))
                .toList();
    }

    /** In UTF-8. */
    private static byte[][] labels(WireColumn column, String name) {
        List<byte[]> logged = column.labels();
        if (logged == null) {
            throw unknown(name, "its labels");
        }
        if (column.collation() == WireColumn.NO_COLLATION) {
            throw unknown(name, "the character set of its labels");
        }
        CharacterSet characters = CharacterSets.of(column.collation(), name);
        List<byte[]> labels = new ArrayList<>();
        for (byte[] label : logged) {
            LabelWriter text = new LabelWriter();
            characters.write(label, 0, label.length, text);
            labels.add(text.utf8());
        }
        return labels.toArray(byte[][]::new);
    }

    private static ValueType plain(Kind kind, ValueDecoder decoder) {
        return new ValueType(ColumnType.of(kind), decoder);
    }

    private static CdcException unknown(String column, String what) {
        return new CdcException(
                ErrorKind.SETUP,
                "column " + column + ": the log does not tell " + what
                        + "; SET GLOBAL binlog_row_metadata = FULL, then start a new log with FLUSH BINARY LOGS");
    }
}
