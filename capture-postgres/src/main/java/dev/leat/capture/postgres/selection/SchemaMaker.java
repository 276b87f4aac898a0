package dev.leat.capture.postgres.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Makes schemas from columns, whether the catalog or a Relation message names them. */
final class SchemaMaker {
    /** A table has 1,600 columns at most, but numbers rise with each that is added. */
    private static final int NUMBER_BITS = 16;

    private final TypeResolver types;

    SchemaMaker(TypeResolver types) {
        this.types = types;
    }

    /**
     * A column with the source's type.
     *
     * @param number its {@code attnum}; 0: not known
     * @param mayBeFilled as {@link Column#mayBeFilled}
     */
    record TypedColumn(String name, int typeOid, int typmod, boolean isNullable, int number, boolean mayBeFilled) {
        static TypedColumn of(TableColumn column) {
            return new TypedColumn(
                    column.name(),
                    column.type(),
                    column.typmod(),
                    !column.isNotNull(),
                    column.number(),
                    column.mayBeFilled());
        }
    }

    /**
     * @throws CdcException SETUP when a column of the key is missing
     */
    TableSchema make(TableId table, List<TypedColumn> columns, List<String> keyColumns, boolean uniqueKey) {
        List<Column> made = new ArrayList<>();
        for (TypedColumn column : columns) {
            ValueType value = types.resolve(column.typeOid(), column.typmod(), table, column.name());
            made.add(new Column(
                    column.name(),
                    value.type(),
                    column.isNullable(),
                    value.decoder(),
                    id(column.number(), value),
                    column.mayBeFilled()));
        }
        int[] keys = keyColumns.stream()
                .mapToInt(key -> indexOf(table, columns, key))
                .toArray();
        return new TableSchema(table, made, keys, uniqueKey);
    }

    /** The column's number, and of a composite the numbers of its fields: both are never used again. */
    private static int id(int number, ValueType value) {
        return number == 0 ? 0 : number + (value.fieldNumbers() << NUMBER_BITS);
    }

    private static int indexOf(TableId table, List<TypedColumn> columns, String key) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(key)) {
                return i;
            }
        }
        throw new CdcException(
                ErrorKind.SETUP,
                "column " + key + " belongs to the key of " + table
                        + " and is not there any more; give the table a key and seed it anew with `leat reseed FILE "
                        + table + "`");
    }

    /** Whether rows of both mean the same, so that one instance can stand for both. */
    static boolean areAlike(TableSchema a, TableSchema b) {
        if (a.columnCount() != b.columnCount()
                || a.keyColumnCount() != b.keyColumnCount()
                || !a.revision().equals(b.revision())) {
            return false;
        }
        for (int i = 0; i < a.columnCount(); i++) {
            Column x = a.column(i);
            Column y = b.column(i);
            if (!x.name().equals(y.name())
                    || !x.type().equals(y.type())
                    || x.nullable() != y.nullable()
                    || x.id() != y.id()) {
                return false;
            }
        }
        for (int part = 0; part < a.keyColumnCount(); part++) {
            if (a.keyColumn(part) != b.keyColumn(part)) {
                return false;
            }
        }
        return true;
    }
}
