package dev.leat.testkit.change;

import dev.leat.api.capture.SourceTables;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A table's schema, built column by column. Immutable: each call returns another table, with another schema version.
 *
 * <pre>
 * TestTable products = TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
 * </pre>
 */
public final class TestTable {
    /** The schema whose tables go by their bare names. */
    public static final String DEFAULT_SCHEMA = "public";

    private final TableSchema schema;

    private TestTable(TableSchema schema) {
        this.schema = schema;
    }

    /** A table in the default schema, without columns yet. */
    public static TestTable of(String name) {
        return of(DEFAULT_SCHEMA, name);
    }

    /** A table without columns yet. */
    public static TestTable of(String schema, String name) {
        return new TestTable(new TableSchema(new TableId(schema, name), List.of(), new int[0], true));
    }

    /** These tables as a capture resolves them. */
    public static SourceTables source(TestTable... tables) {
        List<TableSchema> schemas = Arrays.stream(tables)
                .map(TestTable::schema)
                .sorted(Comparator.comparing(TableSchema::table))
                .toList();
        return new SourceTables(DEFAULT_SCHEMA, schemas);
    }

    /** With one more column, which is the next part of the key. */
    public TestTable key(String name, TestColumn type) {
        int[] key = Arrays.copyOf(keyColumns(), schema.keyColumnCount() + 1);
        key[key.length - 1] = schema.columnCount();
        return with(type.named(name, false), key);
    }

    /** With one more column, which may be null. */
    public TestTable column(String name, TestColumn type) {
        return with(type.named(name, true), keyColumns());
    }

    /** Without this column, which is not part of the key. */
    public TestTable without(String name) {
        int dropped = schema.findColumn(name);
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.remove(dropped);
        int[] key = keyColumns();
        for (int i = 0; i < key.length; i++) {
            key[i] = key[i] > dropped ? key[i] - 1 : key[i];
        }
        return new TestTable(new TableSchema(schema.table(), columns, key, schema.hasUniqueKey()));
    }

    /** What rows and changes of this table point to. */
    public TableSchema schema() {
        return schema;
    }

    /** The table's name. */
    public TableId id() {
        return schema.table();
    }

    private TestTable with(Column column, int[] key) {
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.add(column);
        return new TestTable(new TableSchema(schema.table(), columns, key, schema.hasUniqueKey()));
    }

    private int[] keyColumns() {
        int[] key = new int[schema.keyColumnCount()];
        Arrays.setAll(key, schema::keyColumn);
        return key;
    }

    @Override
    public String toString() {
        return schema.toString();
    }
}
