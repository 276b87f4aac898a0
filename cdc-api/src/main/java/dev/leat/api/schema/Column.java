package dev.leat.api.schema;

import dev.leat.api.json.JsonNames;

/** A column of one schema version. Immutable. */
public final class Column {
    private final String name;
    private final ColumnType type;
    private final boolean nullable;
    private final ValueDecoder decoder;
    private final int id;
    private final boolean mayBeFilled;
    private final byte[] jsonMember;

    /**
     * A column of a source that gives its columns no identity.
     *
     * @param name exact and case-sensitive
     * @param type the logical type
     * @param nullable whether the source allows null
     * @param decoder reads this column's values from the wire bytes
     */
    public Column(String name, ColumnType type, boolean nullable, ValueDecoder decoder) {
        this(name, type, nullable, decoder, 0, true);
    }

    /**
     * @param name exact and case-sensitive
     * @param type the logical type
     * @param nullable whether the source allows null
     * @param decoder reads this column's values from the wire bytes
     * @param id what {@link #id} says; 0 for none
     * @param mayBeFilled what {@link #mayBeFilled} says
     */
    public Column(String name, ColumnType type, boolean nullable, ValueDecoder decoder, int id, boolean mayBeFilled) {
        this.name = name;
        this.type = type;
        this.nullable = nullable;
        this.decoder = decoder;
        this.id = id;
        this.mayBeFilled = mayBeFilled;
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

    /**
     * What tells the column from another one of its name and type: a column that was dropped and added again has another
     * id, and all rows have lost what was in the first one, although no row was sent. The same for as long as the column
     * exists, over renames and restarts; of no meaning otherwise, and not to be compared between tables. 0 where the source
     * has none, or it is not known yet: that tells nothing, neither from another column nor from one with an id.
     */
    public int id() {
        return id;
    }

    /**
     * Whether rows that were there before the column may have a value in it, a default for instance. False where the source
     * knows that they have null: adding such a column changes no row.
     */
    public boolean mayBeFilled() {
        return mayBeFilled;
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
