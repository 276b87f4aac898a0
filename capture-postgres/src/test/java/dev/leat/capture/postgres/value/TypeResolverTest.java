package dev.leat.capture.postgres.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypeResolverTest {
    private static final TableId TABLE = new TableId("public", "t");

    private final Map<Integer, PgType> catalog = new HashMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private final TypeResolver resolver = new TypeResolver(oid -> {
        asked.add(oid);
        return Optional.ofNullable(catalog.get(oid));
    });

    @Test
    void builtInScalarsNeedNoCatalog() {
        assertThat(resolve(20, -1).type()).isEqualTo(ColumnType.of(Kind.INT64));
        assertThat(resolve(1184, 3).type()).isEqualTo(ColumnType.of(Kind.TIMESTAMPTZ));
        assertThat(asked).isEmpty();
    }

    @Test
    void anUnknownTypeIsAskedForOnce() {
        assertThat(resolve(-5, -1).type()).isEqualTo(new ColumnType.Other("oid 4294967291"));
        assertThat(asked).containsExactly(-5);
    }

    @Test
    void theModifierOfANumericIsItsPrecisionAndScale() {
        assertThat(resolve(1700, -1).type()).isEqualTo(new ColumnType.Decimal(-1, -1));
        assertThat(resolve(1700, (10 << 16 | 2) + 4).type()).isEqualTo(new ColumnType.Decimal(10, 2));
        assertThat(resolve(1700, (3 << 16 | (-2 & 0x7FF)) + 4).type()).isEqualTo(new ColumnType.Decimal(3, -2));
        assertThat(resolve(1700, (1000 << 16 | 1000) + 4).type()).isEqualTo(new ColumnType.Decimal(1000, 1000));
    }

    @Test
    void domainsAreLookedThroughWithTheirModifier() {
        catalog.put(20_001, new PgType.Domain(20_001, "public", "price", 1700, (7 << 16 | 2) + 4));
        catalog.put(20_002, new PgType.Domain(20_002, "public", "net_price", 20_001, -1));

        assertThat(resolve(20_002, -1).type()).isEqualTo(new ColumnType.Decimal(7, 2));
    }

    @Test
    void arraysHandTheirModifierToTheElements() {
        catalog.put(1231, new PgType.Array(1231, "pg_catalog", "_numeric", 1700, ','));

        assertThat(resolve(1231, (7 << 16 | 2) + 4).type())
                .isEqualTo(new ColumnType.Array(new ColumnType.Decimal(7, 2)));
    }

    @Test
    void enumsRangesAndCompositesAreWhatTheyAre() {
        catalog.put(20_001, new PgType.Enumeration(20_001, "public", "mood", List.of("sad", "ok"), false));
        catalog.put(20_002, new PgType.Range(20_002, "public", "span", false));
        catalog.put(
                20_003,
                new PgType.Composite(
                        20_003,
                        "public",
                        "pair",
                        List.of(new PgType.Field("m", 20_001, -1, 1), new PgType.Field("n", 23, -1, 2)),
                        2));

        assertThat(resolve(20_001, -1).type()).isEqualTo(new ColumnType.Enumeration(List.of("sad", "ok")));
        assertThat(resolve(20_002, -1).type()).isEqualTo(ColumnType.of(Kind.RANGE));
        assertThat(resolve(20_003, -1).type())
                .isEqualTo(new ColumnType.Composite(List.of(
                        new ColumnType.Composite.Field("m", new ColumnType.Enumeration(List.of("sad", "ok"))),
                        new ColumnType.Composite.Field("n", ColumnType.of(Kind.INT32)))));
    }

    @Test
    void typesOfExtensionsAreKnownByName() {
        catalog.put(20_001, new PgType.Base(20_001, "ext", "geometry", true));
        catalog.put(20_002, new PgType.Base(20_002, "ext", "vector", false));
        catalog.put(20_003, new PgType.Base(20_003, "ext", "hstore", true));
        catalog.put(20_004, new PgType.Base(20_004, "ext", "ltree", false));

        assertThat(json(20_001, "0101000000")).isEqualTo("\"0101000000\"");
        assertThat(resolve(20_001, -1).type()).isEqualTo(ColumnType.of(Kind.GEOMETRY));
        assertThat(json(20_002, "[1,2.5]")).isEqualTo("[1,2.5]");
        assertThat(json(20_003, "\"a\"=>\"b\"")).isEqualTo("{\"a\":\"b\"}");
        assertThat(resolve(20_004, -1).type()).isEqualTo(new ColumnType.Other("ext.ltree"));
        assertThat(json(20_004, "a.b")).isEqualTo("\"a.b\"");
    }

    /** What the server's cast makes of a value is not in the log. */
    @Test
    void aTypeWithItsOwnCastToJsonIsRefusedWithTheRemedies() {
        catalog.put(20_001, new PgType.Base(20_001, "shop", "money2", true));
        catalog.put(20_002, new PgType.Array(20_002, "shop", "_money2", 20_001, ','));
        catalog.put(20_003, new PgType.Enumeration(20_003, "shop", "state", List.of("a"), true));

        for (int oid : List.of(20_001, 20_002)) {
            assertThatThrownBy(() -> resolve(oid, -1))
                    .isInstanceOfSatisfying(
                            CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG))
                    .hasMessageContaining("column c of public.t has the type shop.money2")
                    .hasMessageContaining("columns: [...]")
                    .hasMessageContaining("DROP CAST (shop.money2 AS json)");
        }
        assertThatThrownBy(() -> resolve(20_003, -1)).hasMessageContaining("shop.state");
    }

    @Test
    void aCastOfABuiltInTypeIsNotUsedByTheServerEither() {
        catalog.put(790, new PgType.Base(790, "pg_catalog", "money", true));

        assertThat(resolve(790, -1).type()).isEqualTo(new ColumnType.Other("pg_catalog.money"));
    }

    private ValueType resolve(int oid, int typmod) {
        return resolver.resolve(oid, typmod, TABLE, "c");
    }

    private String json(int oid, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        JsonBuffer out = new JsonBuffer(16);
        resolve(oid, -1).decoder().write(bytes, 0, bytes.length, out);
        return new String(out.array(), 0, out.length(), UTF_8);
    }
}
