package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldMappingTest {
    @Test
    void mapsEveryKindOfColumn() {
        List<String> lines = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            lines.add(kind + " " + mapping(type(kind)));
        }

        assertThat(String.join("\n", lines)).isEqualTo("""
                        BOOL {"type":"boolean"}
                        INT8 {"type":"long","ignore_malformed":true}
                        INT16 {"type":"long","ignore_malformed":true}
                        INT32 {"type":"long","ignore_malformed":true}
                        INT64 {"type":"long","ignore_malformed":true}
                        UINT8 {"type":"long","ignore_malformed":true}
                        UINT16 {"type":"long","ignore_malformed":true}
                        UINT32 {"type":"long","ignore_malformed":true}
                        UINT64 {"type":"long","ignore_malformed":true}
                        FLOAT32 {"type":"float","ignore_malformed":true}
                        FLOAT64 {"type":"double","ignore_malformed":true}
                        DECIMAL {"type":"double","ignore_malformed":true}
                        TEXT {"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":8191}}}
                        BYTES {"type":"binary"}
                        DATE {"type":"date","ignore_malformed":true}
                        TIME {"type":"keyword","ignore_above":8191}
                        TIMESTAMP {"type":"date","ignore_malformed":true}
                        TIMESTAMPTZ {"type":"date","ignore_malformed":true}
                        INTERVAL {"type":"keyword","ignore_above":8191}
                        UUID {"type":"keyword","ignore_above":8191}
                        JSON {"type":"object","enabled":false}
                        BIT {"type":"keyword","ignore_above":8191}
                        ENUM {"type":"keyword","ignore_above":8191}
                        SET {"type":"keyword","ignore_above":8191}
                        RANGE {"type":"keyword","ignore_above":8191}
                        COMPOSITE {"type":"object","enabled":false}
                        MAP {"type":"object","enabled":false}
                        GEOMETRY {"type":"object","enabled":false}
                        VECTOR {"type":"object","enabled":false}
                        ARRAY {"type":"double","ignore_malformed":true}
                        OTHER {"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":8191}}}""");
    }

    private static ColumnType type(Kind kind) {
        return switch (kind) {
            case DECIMAL -> new ColumnType.Decimal(10, 2);
            case ENUM -> new ColumnType.Enumeration(List.of("a"));
            case COMPOSITE -> new ColumnType.Composite(List.of());
            case ARRAY -> new ColumnType.Array(new ColumnType.Array(new ColumnType.Decimal(-1, -1)));
            case OTHER -> new ColumnType.Other("pg_catalog.tsvector");
            default -> ColumnType.of(kind);
        };
    }

    private static String mapping(ColumnType type) {
        return FieldMapping.of(new Column("c", type, true, (bytes, offset, length, out) -> {}))
                .toString();
    }
}
