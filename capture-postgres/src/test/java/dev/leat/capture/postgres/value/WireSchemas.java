package dev.leat.capture.postgres.value;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import dev.leat.capture.postgres.pgoutput.SchemaResolver;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Believes the Relation message: every column, and the flagged ones as key in their order on the wire. With identity FULL
 * all are flagged; a column {@code id} is the primary key then.
 */
public final class WireSchemas implements SchemaResolver {
    private final TypeResolver types;

    public WireSchemas(TypeResolver types) {
        this.types = types;
    }

    @Override
    public TableSchema resolve(RelationMessage relation) {
        TableId table = new TableId(relation.schema(), relation.table());
        List<Column> columns = relation.columns().stream()
                .map(column -> {
                    ValueType value = types.resolve(column.typeOid(), column.typmod(), table, column.name());
                    return new Column(column.name(), value.type(), true, value.decoder());
                })
                .toList();
        boolean hasId = columns.stream().anyMatch(column -> column.name().equals("id"));
        int[] key = IntStream.range(0, columns.size())
                .filter(i -> relation.columns().get(i).isKey())
                .filter(i -> relation.identity() != ReplicaIdentity.FULL
                        || !hasId
                        || columns.get(i).name().equals("id"))
                .toArray();
        boolean unique = key.length > 0;
        return new TableSchema(
                table,
                columns,
                unique ? key : IntStream.range(0, columns.size()).toArray(),
                unique);
    }
}
