package dev.leat.capture.mysql.selection;

import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.catalog.TableColumn.Generated;
import dev.leat.capture.mysql.catalog.TableDefinition;
import dev.leat.capture.mysql.catalog.TableIndex;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import dev.leat.capture.mysql.value.ZeroDates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables as a catalog would describe them, and as a log would announce them. */
final class TestTables {
    static final TableId TABLE = new TableId("shop", "t");
    static final TypeResolver TYPES = new TypeResolver(ZeroDates.NULL);
    static final int UTF8 = 45;
    static final int BINARY = 63;

    private TestTables() {}

    static Table table(String schema, String name, Table.Kind kind, String engine) {
        return new Table(new TableId(schema, name), kind, engine, true, 0);
    }

    /** Columns of {@code int}; those in capitals allow null. */
    static TableDefinition definition(List<String> columns, TableIndex... indexes) {
        return of(columns.stream().map(TestTables::number).toList(), indexes);
    }

    static TableDefinition of(List<WireColumn> columns, TableIndex... indexes) {
        List<TableColumn> made = new ArrayList<>();
        for (WireColumn column : columns) {
            made.add(column(made.size() + 1, column, "any", false));
        }
        return new TableDefinition(
                table(TABLE.schema(), TABLE.name(), Table.Kind.TABLE, "InnoDB"), made, List.of(indexes));
    }

    static TableColumn column(int ordinal, WireColumn wire, String columnType, boolean hasDefault) {
        return new TableColumn(
                ordinal,
                wire.name(),
                columnType,
                columnType,
                wire.nullable(),
                Generated.NO,
                true,
                hasDefault,
                false,
                true,
                wire);
    }

    static WireColumn number(String name) {
        return wire(name, WireType.LONG, 0, WireColumn.NO_COLLATION, null);
    }

    static WireColumn wire(String name, int type, int metadata, int collation, @Nullable String catalogType) {
        boolean isNullable = Character.isUpperCase(name.charAt(0));
        return new WireColumn(name, type, metadata, isNullable, false, collation, null, true, catalogType);
    }

    static TableIndex primary(String... columns) {
        return new TableIndex("PRIMARY", List.of(columns), false, false);
    }

    static TableIndex unique(String name, String... columns) {
        return new TableIndex(name, List.of(columns), false, false);
    }

    /** Of a table of numbers. */
    static TableMapEvent map(List<String> columns, String... key) {
        return mapOf(columns.stream().map(TestTables::number).toList(), key);
    }

    static TableMapEvent mapOf(List<WireColumn> columns, String... key) {
        List<String> names = columns.stream().map(WireColumn::name).toList();
        return new TableMapEvent(
                1,
                TABLE,
                columns.stream().map(column -> column.withCatalogType(null)).toList(),
                true,
                Stream.of(key).map(names::indexOf).toList(),
                Stream.of(key).map(any -> 0).toList());
    }

    /** As a start finds it. */
    static CapturedTable captured(TableDefinition definition, String... selected) {
        KeyChoice key = KeyChoice.of(definition);
        List<WireColumn> columns = new ArrayList<>();
        for (TableColumn column : definition.columns()) {
            WireColumn wire = column.wire();
            if (wire != null && (selected.length == 0 || List.of(selected).contains(column.name()))) {
                columns.add(wire);
            }
        }
        return new CapturedTable(
                definition,
                new SchemaMaker(TYPES)
                        .make(
                                definition.table().id(),
                                columns,
                                key.columns(),
                                key.isUnique(),
                                name -> definition.column(name).orElseThrow().mayBeFilled()),
                List.of(selected),
                key);
    }
}
