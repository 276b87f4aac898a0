package dev.leat.api.schema;

import java.util.List;

/**
 * A column's logical type. The set is closed: a sink that maps every {@link Kind} maps every column of every source.
 */
public sealed interface ColumnType {
    /** Which of the logical types it is. */
    Kind kind();

    /** The logical types, without their parameters. */
    enum Kind {
        /** {@code true} or {@code false}. */
        BOOL,
        /** Signed, 8 bits. */
        INT8,
        /** Signed, 16 bits. */
        INT16,
        /** Signed, 32 bits (MySQL's 24 bits too). */
        INT32,
        /** Signed, 64 bits. */
        INT64,
        /** Unsigned, 8 bits. */
        UINT8,
        /** Unsigned, 16 bits. */
        UINT16,
        /** Unsigned, 32 bits. */
        UINT32,
        /** Unsigned, 64 bits. */
        UINT64,
        /** IEEE 754 single. */
        FLOAT32,
        /** IEEE 754 double. */
        FLOAT64,
        /** Exact decimal number. */
        DECIMAL,
        /** Characters; also every type whose JSON form is its text. */
        TEXT,
        /** Octets. */
        BYTES,
        /** A day without a time zone. */
        DATE,
        /** A time of day, or a MySQL duration. */
        TIME,
        /** Date and time without a time zone. */
        TIMESTAMP,
        /** A point in time. */
        TIMESTAMPTZ,
        /** A span of months, days and microseconds. */
        INTERVAL,
        /** 128 bit identifier. */
        UUID,
        /** A JSON document. */
        JSON,
        /** A string of bits. */
        BIT,
        /** One of a list of labels. */
        ENUM,
        /** Any of a list of labels. */
        SET,
        /** A range or multirange. */
        RANGE,
        /** A row of named fields. */
        COMPOSITE,
        /** Text keys to text values. */
        MAP,
        /** Spatial value. */
        GEOMETRY,
        /** Numbers of a fixed count. */
        VECTOR,
        /** A list of values of one type, of any number of dimensions. */
        ARRAY,
        /** None of the above; carries the source's own name of the type. */
        OTHER
    }

    /**
     * A type without parameters.
     *
     * @param kind any kind that has no record of its own here
     */
    record Plain(Kind kind) implements ColumnType {}

    /**
     * An exact decimal.
     *
     * @param precision total digits, or -1 when the source sets no limit
     * @param scale digits behind the point, or -1 when the source sets no limit
     */
    record Decimal(int precision, int scale) implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.DECIMAL;
        }
    }

    /**
     * One of a list of labels.
     *
     * @param labels in the order of their definition
     */
    record Enumeration(List<String> labels) implements ColumnType {
        /** Copies the list. */
        public Enumeration {
            labels = List.copyOf(labels);
        }

        @Override
        public Kind kind() {
            return Kind.ENUM;
        }
    }

    /**
     * A list of values.
     *
     * @param element the type of each value
     */
    record Array(ColumnType element) implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.ARRAY;
        }
    }

    /**
     * A row of named fields.
     *
     * @param fields in the order of their definition
     */
    record Composite(List<Field> fields) implements ColumnType {
        /** Copies the list. */
        public Composite {
            fields = List.copyOf(fields);
        }

        @Override
        public Kind kind() {
            return Kind.COMPOSITE;
        }

        /**
         * One field of a composite.
         *
         * @param name the field's name
         * @param type the field's type
         */
        public record Field(String name, ColumnType type) {}
    }

    /**
     * A type outside the closed set, handed on as its text.
     *
     * @param sourceName what the source calls it, for example {@code pg_catalog.tsvector}
     */
    record Other(String sourceName) implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.OTHER;
        }
    }

    /** Shorthand for a {@link Plain} type. */
    static ColumnType of(Kind kind) {
        return new Plain(kind);
    }
}
