package dev.leat.capture.postgres.value;

import java.util.List;

/** A row of {@code pg_type} and what hangs on it, as far as values need it. OIDs are unsigned numbers. */
public sealed interface PgType {
    /** {@code pg_type.oid}. */
    int oid();

    /** The schema's name. */
    String schema();

    /** The type's name, not quoted. */
    String name();

    /** Whether it has a cast to {@code json} by a function, which {@code to_jsonb} would use. */
    default boolean castsToJson() {
        return false;
    }

    /** A type with its own input and output functions. */
    record Base(int oid, String schema, String name, boolean castsToJson) implements PgType {}

    /**
     * An enum.
     *
     * @param labels in their sort order
     */
    record Enumeration(int oid, String schema, String name, List<String> labels, boolean castsToJson)
            implements PgType {
        /** Copies the list. */
        public Enumeration {
            labels = List.copyOf(labels);
        }
    }

    /**
     * A domain.
     *
     * @param base OID of the type it restricts, which may be a domain too
     * @param typmod the modifier it gives to that type, -1 for none
     */
    record Domain(int oid, String schema, String name, int base, int typmod) implements PgType {}

    /**
     * An array of any number of dimensions; {@code int2vector} and {@code oidvector} are arrays too.
     *
     * @param element OID of the elements' type
     * @param delimiter the element type's {@code typdelim}
     */
    record Array(int oid, String schema, String name, int element, char delimiter) implements PgType {}

    /**
     * A composite type or a table's row type.
     *
     * @param fields without dropped ones, in the order of their definition
     * @param fieldCount of all fields that it ever had, dropped ones included
     */
    record Composite(int oid, String schema, String name, List<Field> fields, int fieldCount) implements PgType {
        /** Copies the list. */
        public Composite {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field of a composite.
     *
     * @param name not quoted
     * @param type OID of its type
     * @param typmod its modifier, -1 for none
     * @param number its place among all fields that the composite ever had, from 1
     */
    record Field(String name, int type, int typmod, int number) {}

    /** A range or multirange. */
    record Range(int oid, String schema, String name, boolean castsToJson) implements PgType {}
}
