package dev.leat.api.schema;

import dev.leat.api.json.JsonNames;

/** A column of one schema version. Immutable. */
public final class Column {
    private final String name;
    private final ColumnType type;
    private final boolean nullable;
    private final ValueDecoder decoder;
    private final byte[] jsonMember;

    /**
     * @param name exact and case-sensitive
     * @param type the logical type
     * @param nullable whether the source allows null
     * @param decoder reads this column's values from the wire bytes
     */
    public Column(String name, ColumnType type, boolean nullable, ValueDecoder decoder) {
        this.name = name;
        this.type = type;
        this.nullable = nullable;
        this.decoder = decoder;
        this.jsonMember = JsonNames.member(name);
    }

    /** Exact and case-sensitive. */
    public String name() {
        return name;
    }

    /** The logical type. */
    public ColumnType type() {
        return type;
    }

    /** Whether the source allows null. */
    public boolean nullable() {
        return nullable;
    }

    /** Reads this column's values from the wire bytes. */
    public ValueDecoder decoder() {
        return decoder;
    }

    /** The name as a JSON member, {@code "name":} in UTF-8, encoded once for all rows. Not to be changed. */
    public byte[] jsonMember() {
        return jsonMember;
    }

    @Override
    public String toString() {
        return "Column[" + name + " " + type.kind() + "]";
    }
}
