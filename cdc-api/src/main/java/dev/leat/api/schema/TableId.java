package dev.leat.api.schema;

/**
 * A table's schema-qualified name, exact and case-sensitive. In MySQL the schema is the database.
 *
 * @param schema the schema's name, not quoted
 * @param name the table's bare name, not quoted
 */
public record TableId(String schema, String name) implements Comparable<TableId> {
    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** {@code schema.name}, without quotes. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
