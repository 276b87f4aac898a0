package dev.leat.capture.mysql.binlog;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.ValueType;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.ZeroDates;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Schemas of all tables from their table maps alone, but for what only a catalog tells. */
public final class WireSchemas implements SchemaResolver {
    private final TypeResolver types;
    private final Map<String, String> catalogTypes;

    /** @param catalogTypes {@code DATA_TYPE} by {@code table.column}, where the log does not tell it */
    public WireSchemas(ZeroDates zeroDates, Map<String, String> catalogTypes) {
        this.types = new TypeResolver(zeroDates);
        this.catalogTypes = catalogTypes;
    }

    /** Of the recorded logs. */
    public static WireSchemas recorded() {
        return new WireSchemas(
                ZeroDates.TEXT, Map.of("ids.u", "uuid", "ids.i4", "inet4", "ids.i6", "inet6", "docs.j", "json"));
    }

    @Override
    public @Nullable Resolved resolve(TableMapEvent map) {
        List<Column> columns =
                map.columns().stream().map(column -> column(map, column)).toList();
        int[] all = IntStream.range(0, columns.size()).toArray();
        if (columns.isEmpty()) {
            return null;
        }
        boolean hasKey = !map.key().isEmpty() && map.keyPrefixes().stream().allMatch(prefix -> prefix == 0);
        return new Resolved(
                new TableSchema(
                        map.table(),
                        columns,
                        hasKey ? map.key().stream().mapToInt(i -> i).toArray() : all,
                        hasKey),
                Arrays.stream(all).boxed().toList());
    }

    private Column column(TableMapEvent map, WireColumn column) {
        String catalogType = catalogTypes.get(map.table().name() + "." + column.name());
        boolean isMySqlJson = column.type() == 245;
        ValueType value = types.resolve(isMySqlJson ? column : column.withCatalogType(catalogType), map.table());
        return new Column(column.name(), value.type(), column.nullable(), value.decoder());
    }
}
