package dev.leat.capture.mysql.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.catalog.TableColumn;
import dev.leat.capture.mysql.session.Sql;
import dev.leat.capture.mysql.snapshot.ReadTable;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.ValueType;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes schemas from columns, whether the catalog or a table map names them. */
final class SchemaMaker {
    /** The server gives its columns no identity. */
    private static final int NO_ID = 0;

    private final TypeResolver types;

    SchemaMaker(TypeResolver types) {
        this.types = types;
    }

    /**
     * @param mayBeFilled as {@link Column#mayBeFilled}, by the column's name
     * @throws CdcException SETUP when a column of the key is missing, or a type can't be led
     */
    ReadTable make(
            TableId table,
            List<WireColumn> columns,
            List<String> keyColumns,
            boolean uniqueKey,
            Predicate<String> mayBeFilled) {
        List<Column> made = new ArrayList<>();
        for (WireColumn column : columns) {
            ValueType value = types.resolve(column, table);
            made.add(new Column(
                    column.name(),
                    value.type(),
                    column.nullable(),
                    value.decoder(),
                    NO_ID,
                    mayBeFilled.test(column.name())));
        }
        int[] keys = keyColumns.stream()
                .mapToInt(key -> indexOf(table, columns, key))
                .toArray();
        return new ReadTable(new TableSchema(table, made, keys, uniqueKey), columns);
    }

    private static int indexOf(TableId table, List<WireColumn> columns, String key) {
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

    /** Whether it is a time of MariaDB's old format, of which the log does not tell how many bytes a value takes. */
    static boolean isOldTime(WireColumn column) {
        return switch (column.type()) {
            case WireType.TIME, WireType.DATETIME, WireType.TIMESTAMP -> true;
            default -> false;
        };
    }

    static CdcException untoldFraction(TableId table, String column) {
        return new CdcException(
                ErrorKind.SETUP,
                "column " + column + " of " + table
                        + " has MariaDB's old format of times, of whose fractions the log does"
                        + " not tell the length; SET GLOBAL mysql56_temporal_format = ON, then ALTER TABLE "
                        + Sql.qualified(table) + " FORCE");
    }

    static CdcException unknownType(TableId table, TableColumn column) {
        return new CdcException(
                ErrorKind.SETUP,
                "column " + column.name() + " of " + table + " has the type " + column.columnType()
                        + ", which is not known");
    }

    /** Whether the bytes of rows of both mean the same, so that one instance can stand for both. */
    static boolean areAlike(ReadTable a, ReadTable b) {
        if (a.columns().size() != b.columns().size()
                || a.schema().keyColumnCount() != b.schema().keyColumnCount()
                || a.schema().hasUniqueKey() != b.schema().hasUniqueKey()
                || !a.schema().revision().equals(b.schema().revision())) {
            return false;
        }
        for (int i = 0; i < a.columns().size(); i++) {
            WireColumn x = a.columns().get(i);
            WireColumn y = b.columns().get(i);
            if (!x.name().equals(y.name()) || x.nullable() != y.nullable() || !haveSameForm(x, y)) {
                return false;
            }
        }
        for (int part = 0; part < a.schema().keyColumnCount(); part++) {
            if (a.schema().keyColumn(part) != b.schema().keyColumn(part)) {
                return false;
            }
        }
        return true;
    }

    /** Whether values of both have the same bytes and mean the same. */
    private static boolean haveSameForm(WireColumn a, WireColumn b) {
        return isLoggedAlike(a, b) && Objects.equals(a.catalogType(), b.catalogType());
    }

    /** The same as far as the log tells. */
    static boolean isLoggedAlike(WireColumn a, WireColumn b) {
        return a.type() == b.type()
                && a.metadata() == b.metadata()
                && a.unsigned() == b.unsigned()
                && a.collation() == b.collation()
                && areEqual(a.labels(), b.labels());
    }

    private static boolean areEqual(@Nullable List<byte[]> a, @Nullable List<byte[]> b) {
        if (a == null || b == null) {
            return a == b;
        }
        return Arrays.deepEquals(a.toArray(), b.toArray());
    }
}
