package dev.leat.api.schema;

import java.util.List;
import java.util.Objects;

/**
 * One version of a table's columns and key. Immutable and shared by all rows of the version: a new version is a new
 * instance, and the change path compares instances by identity.
 */
public final class TableSchema {
    private final TableId table;
    private final List<Column> columns;
    private final Column[] columnArray;
    private final int[] keyColumns;
    private final boolean uniqueKey;
    private final Revision revision;

    /**
     * Columns of a table whose rows are only changed by changes that are sent.
     *
     * @param table whose columns these are
     * @param columns in the order of the rows' values
     * @param keyColumns indexes into {@code columns}, in the order of the key's definition; never empty
     * @param uniqueKey false when the table has no key and all columns stand in for one, so that equal rows are one
     */
    public TableSchema(TableId table, List<Column> columns, int[] keyColumns, boolean uniqueKey) {
        this(table, columns, keyColumns, uniqueKey, Revision.NONE);
    }

    /**
     * @param table whose columns these are
     * @param columns in the order of the rows' values
     * @param keyColumns indexes into {@code columns}, in the order of the key's definition; never empty
     * @param uniqueKey false when the table has no key and all columns stand in for one, so that equal rows are one
     * @param revision what {@link #revision} says
     */
    public TableSchema(TableId table, List<Column> columns, int[] keyColumns, boolean uniqueKey, Revision revision) {
        this.table = Objects.requireNonNull(table);
        this.columns = List.copyOf(columns);
        this.columnArray = this.columns.toArray(Column[]::new);
        this.keyColumns = keyColumns.clone();
        this.uniqueKey = uniqueKey;
        this.revision = Objects.requireNonNull(revision);
        for (int index : this.keyColumns) {
            Objects.checkIndex(index, columnArray.length);
        }
    }

    /** Whose columns these are. */
    public TableId table() {
        return table;
    }

    /** The columns in the order of the rows' values. */
    public List<Column> columns() {
        return columns;
    }

    /** How many columns a row has. */
    public int columnCount() {
        return columnArray.length;
    }

    /** The column with this index, from 0. */
    public Column column(int index) {
        return columnArray[index];
    }

    /** The index of the column with this exact name, or -1. */
    public int findColumn(String name) {
        for (int i = 0; i < columnArray.length; i++) {
            if (columnArray[i].name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** How many columns the key has. */
    public int keyColumnCount() {
        return keyColumns.length;
    }

    /** The index of the key's column number {@code part}, counted in the order of the key's definition. */
    public int keyColumn(int part) {
        return keyColumns[part];
    }

    /** Whether the column with this index belongs to the key. */
    public boolean isKeyColumn(int index) {
        for (int key : keyColumns) {
            if (key == index) {
                return true;
            }
        }
        return false;
    }

    /** False when the table has no key and all columns stand in for one. */
    public boolean hasUniqueKey() {
        return uniqueKey;
    }

    /** How often rows became others without being sent, by the time that the schema was made. */
    public Revision revision() {
        return revision;
    }

    /** The same columns and key at another revision. */
    public TableSchema at(Revision other) {
        return revision.equals(other) ? this : new TableSchema(table, columns, keyColumns, uniqueKey, other);
    }

    @Override
    public String toString() {
        return "TableSchema[" + table + ", " + columnArray.length + " columns]";
    }
}
