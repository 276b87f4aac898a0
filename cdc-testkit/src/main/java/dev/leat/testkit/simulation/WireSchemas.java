package dev.leat.testkit.simulation;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.schema.ValueDecoder;
import dev.leat.core.engine.decision.Rule;
import dev.leat.core.engine.decision.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The schemas that one connection announces: columns {@code id}, {@code version} and {@code text}. */
final class WireSchemas {
    static final int ID = 0;
    static final int VERSION = 1;
    static final int TEXT = 2;

    private static final ValueDecoder DIGITS = new Digits();

    private final Rules rules;
    private final Map<String, TableSchema> announced = new HashMap<>();

    WireSchemas(Rules rules) {
        this.rules = rules;
    }

    /** The schema in force at this place in the log. */
    TableSchema at(SourceTable table, long lsn) {
        int version = table.schemaAt(lsn);
        return announced.computeIfAbsent(table + " " + version, name -> schema(table, version));
    }

    /** The schema that the catalog has once everything up to this place is committed. */
    TableSchema committed(SourceTable table, SourceModel source, long lsn) {
        int version = table.schemaCommitted(source, lsn);
        return announced.computeIfAbsent(table + " " + version, name -> schema(table, version));
    }

    /** The schema that the catalog shows. */
    TableSchema visible(SourceTable table, SourceModel source) {
        int version = table.schemaVisible(source);
        return announced.computeIfAbsent(table + " " + version, name -> schema(table, version));
    }

    /** The number of a schema, as {@link SourceTable#schemaAt} gives it. */
    static int version(TableSchema schema) {
        return schema.column(TEXT).id() - 1;
    }

    /** A deferrable key is no key: all columns stand in for one (C4). */
    static boolean isKeyed(SourceTable table, Rules rules) {
        return !table.hasDeferrableKey() || !rules.holds(Rule.C4);
    }

    private TableSchema schema(SourceTable table, int version) {
        boolean keyed = isKeyed(table, rules);
        ColumnType text = ColumnType.of(version % 2 == 0 ? Kind.TEXT : Kind.JSON);
        List<Column> columns = List.of(
                new Column("id", ColumnType.of(Kind.INT64), false, DIGITS),
                new Column("version", ColumnType.of(Kind.INT64), false, DIGITS),
                new Column("text", text, true, DIGITS, version + 1, true));
        return new TableSchema(table.id(), columns, keyed ? new int[] {ID} : new int[] {ID, VERSION, TEXT}, keyed);
    }

    private static final class Digits implements ValueDecoder {
        @Override
        public void write(byte[] bytes, int offset, int length, ValueWriter out) {
            out.number(bytes, offset, length);
        }

        @Override
        public long longValue(byte[] bytes, int offset, int length) {
            long value = 0;
            for (int i = offset; i < offset + length; i++) {
                Violation.unless(
                        bytes[i] >= '0' && bytes[i] <= '9', "lifetime", () -> "a row is read after its batch ended");
                value = 10 * value + bytes[i] - '0';
            }
            return value;
        }
    }
}
