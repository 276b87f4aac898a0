package dev.leat.capture.postgres.value;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.ValueDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the logical type and the decoder of a column's type. It follows {@code json_categorize_type} of the server: domains
 * are looked through, arrays and composites taken apart, and everything else that is not a number, a boolean, a date or
 * time, or JSON is a string. Thread-safe if the catalog is.
 */
public final class TypeResolver {
    private static final int NO_TYPMOD = -1;
    private static final int TYPMOD_HEADER = 4;

    private static final ValueDecoder TEXT = new TextDecoder();
    private static final ValueDecoder INTEGER = new IntegerDecoder();
    private static final ValueDecoder FLOAT4 = new FloatDecoder(true);
    private static final ValueDecoder NUMERIC = new NumericDecoder();

    private static final ValueType BOOL = plain(Kind.BOOL, new BoolDecoder());
    private static final ValueType INT2 = plain(Kind.INT16, INTEGER);
    private static final ValueType INT4 = plain(Kind.INT32, INTEGER);
    private static final ValueType INT8 = plain(Kind.INT64, INTEGER);
    private static final ValueType REAL = plain(Kind.FLOAT32, FLOAT4);
    private static final ValueType DOUBLE = plain(Kind.FLOAT64, new FloatDecoder(false));
    private static final ValueType CHARACTERS = plain(Kind.TEXT, TEXT);
    private static final ValueType BYTEA = plain(Kind.BYTES, new ByteaDecoder());
    private static final ValueType DATE = plain(Kind.DATE, new DateDecoder());
    private static final ValueType TIME = plain(Kind.TIME, new TimeDecoder());
    private static final ValueType TIMESTAMP = plain(Kind.TIMESTAMP, new TimestampDecoder(false));
    private static final ValueType TIMESTAMPTZ = plain(Kind.TIMESTAMPTZ, new TimestampDecoder(true));
    private static final ValueType INTERVAL = plain(Kind.INTERVAL, TEXT);
    private static final ValueType UUID = plain(Kind.UUID, TEXT);
    private static final ValueType JSON = plain(Kind.JSON, new JsonDecoder());
    private static final ValueType BIT = plain(Kind.BIT, TEXT);
    private static final ValueType RANGE = plain(Kind.RANGE, TEXT);
    private static final ValueType HSTORE = plain(Kind.MAP, new HstoreDecoder());
    private static final ValueType GEOMETRY = plain(Kind.GEOMETRY, TEXT);
    private static final ValueType VECTOR = plain(Kind.VECTOR, new NumberListDecoder("vector", FLOAT4, ',', true));

    private final TypeCatalog catalog;
    private final boolean checksText;

    /** A resolver that asks {@code catalog} for the definitions of types. */
    public TypeResolver(TypeCatalog catalog) {
        this(catalog, false);
    }

    /**
     * @param catalog asked for the definitions of types
     * @param checksText whether values may be other bytes than UTF-8: the database has no encoding
     */
    public TypeResolver(TypeCatalog catalog, boolean checksText) {
        this.catalog = catalog;
        this.checksText = checksText;
    }

    /**
     * The meaning of a column's type.
     *
     * @param oid the type's OID, an unsigned number
     * @param typmod its modifier, -1 if it has none
     * @param table the column's table, for the message of a failure
     * @param column the column's name, for the message of a failure
     * @throws CdcException if the server has a cast from the type to JSON that is not known here: what it makes of a value
     *     cannot be had from the log
     */
    public ValueType resolve(int oid, int typmod, TableId table, String column) {
        ValueType type = new Resolution(table, column).resolve(oid, typmod);
        return checksText
                ? new ValueType(type.type(), new CheckedTextDecoder(type.decoder(), table, column), type.fieldNumbers())
                : type;
    }

    private static ValueType plain(Kind kind, ValueDecoder decoder) {
        return new ValueType(ColumnType.of(kind), decoder);
    }

    /** One column's type, which may hold others. */
    private final class Resolution {
        private final TableId table;
        private final String column;

        private Resolution(TableId table, String column) {
            this.table = table;
            this.column = column;
        }

        private ValueType resolve(int oid, int typmod) {
            ValueType builtIn = builtIn(oid, typmod);
            if (builtIn != null) {
                return builtIn;
            }
            PgType type = catalog.find(oid).orElse(null);
            if (type == null) {
                return new ValueType(new ColumnType.Other("oid " + Integer.toUnsignedString(oid)), TEXT);
            }
            if (type instanceof PgType.Domain domain) {
                return resolve(domain.base(), domain.typmod());
            }
            if (type instanceof PgType.Array array) {
                return array(array, typmod);
            }
            if (type instanceof PgType.Composite composite) {
                return composite(composite);
            }
            ValueType known = type instanceof PgType.Base ? extension(type.name()) : null;
            if (known != null && !Oids.isBuiltIn(oid)) {
                return known;
            }
            requireNoCast(type);
            if (type instanceof PgType.Enumeration enumeration) {
                return new ValueType(new ColumnType.Enumeration(enumeration.labels()), TEXT);
            }
            return type instanceof PgType.Range
                    ? RANGE
                    : new ValueType(new ColumnType.Other(type.schema() + "." + type.name()), TEXT);
        }

        /** Of a composite that was altered since; null if there is none any more. */
        private @Nullable CompositeDecoder renewed(int oid) {
            PgType type = catalog.findAnew(oid).orElse(null);
            return type instanceof PgType.Composite composite
                            && composite(composite).decoder() instanceof CompositeDecoder decoder
                    ? decoder
                    : null;
        }

        private ValueType array(PgType.Array array, int typmod) {
            ValueType element = resolve(array.element(), typmod);
            ValueDecoder decoder = switch (array.oid()) {
                case Oids.INT2VECTOR, Oids.OIDVECTOR ->
                    new NumberListDecoder(array.name(), element.decoder(), ' ', false);
                default -> new ArrayDecoder(element.decoder(), array.delimiter());
            };
            return new ValueType(new ColumnType.Array(element.type()), decoder, element.fieldNumbers());
        }

        private ValueType composite(PgType.Composite composite) {
            List<ColumnType.Composite.Field> fields = new ArrayList<>();
            List<ValueDecoder> decoders = new ArrayList<>();
            int numbers = 0;
            for (PgType.Field field : composite.fields()) {
                ValueType value = resolve(field.type(), field.typmod());
                fields.add(new ColumnType.Composite.Field(field.name(), value.type()));
                decoders.add(value.decoder());
                numbers = 31 * (31 * numbers + field.number()) + value.fieldNumbers();
            }
            boolean isWhole = composite.fieldCount() == fields.size() && numbers == wholeNumbers(fields.size());
            return new ValueType(
                    new ColumnType.Composite(fields),
                    new CompositeDecoder(composite, decoders, () -> renewed(composite.oid())),
                    isWhole ? 0 : numbers);
        }

        /** What a composite comes to that has lost no field, nor has one inside it. */
        private int wholeNumbers(int count) {
            int numbers = 0;
            for (int number = 1; number <= count; number++) {
                numbers = 31 * (31 * numbers + number);
            }
            return numbers;
        }

        private void requireNoCast(PgType type) {
            if (type.castsToJson() && !Oids.isBuiltIn(type.oid())) {
                String name = type.schema() + "." + type.name();
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "column " + column + " of " + table + " has the type " + name
                                + ", whose own cast to json cannot be followed from the log: leave the column out"
                                + " (tables: include: [{table: " + table + ", columns: [...]}])"
                                + " or drop the cast (DROP CAST (" + name + " AS json))");
            }
        }
    }

    private static @Nullable ValueType builtIn(int oid, int typmod) {
        return switch (oid) {
            case Oids.BOOL -> BOOL;
            case Oids.INT2 -> INT2;
            case Oids.INT4 -> INT4;
            case Oids.INT8 -> INT8;
            case Oids.FLOAT4 -> REAL;
            case Oids.FLOAT8 -> DOUBLE;
            case Oids.NUMERIC -> new ValueType(decimal(typmod), NUMERIC);
            case Oids.TEXT, Oids.VARCHAR, Oids.BPCHAR, Oids.NAME, Oids.CHAR, Oids.XML -> CHARACTERS;
            case Oids.BYTEA -> BYTEA;
            case Oids.DATE -> DATE;
            case Oids.TIME -> TIME;
            case Oids.TIMESTAMP -> TIMESTAMP;
            case Oids.TIMESTAMPTZ -> TIMESTAMPTZ;
            case Oids.INTERVAL -> INTERVAL;
            case Oids.UUID -> UUID;
            case Oids.JSON, Oids.JSONB -> JSON;
            case Oids.BIT, Oids.VARBIT -> BIT;
            default -> null;
        };
    }

    /** Types of extensions have no fixed OIDs; one of ours would be created under one of these names. */
    private static @Nullable ValueType extension(String name) {
        return switch (name) {
            case "citext" -> CHARACTERS;
            case "hstore" -> HSTORE;
            case "geometry", "geography" -> GEOMETRY;
            case "vector", "halfvec" -> VECTOR;
            default -> null;
        };
    }

    /** Precision in the upper half, scale in the lower 11 bits with a sign, as {@code make_numeric_typmod} packs them. */
    private static ColumnType decimal(int typmod) {
        if (typmod == NO_TYPMOD) {
            return new ColumnType.Decimal(-1, -1);
        }
        int packed = typmod - TYPMOD_HEADER;
        int scale = ((packed & 0x7FF) ^ 1024) - 1024;
        return new ColumnType.Decimal(packed >> 16 & 0xFFFF, scale);
    }
}
