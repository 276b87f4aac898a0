package dev.leat.capture.postgres.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leat.api.DecodeException;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** T2: whatever stands for a value, its decoder refuses it with a DecodeException or makes one JSON value of it. */
final class ValueFuzzTest {
    private static final TableId TABLE = new TableId("public", "t");
    private static final Map<Integer, PgType> TYPES = new HashMap<>();
    private static final List<ValueType> VALUES;

    static {
        List<Integer> arrays =
                List.of(Oids.BOOL, Oids.INT4, Oids.NUMERIC, Oids.TEXT, Oids.BYTEA, Oids.TIMESTAMPTZ, Oids.JSON);
        for (int element : arrays) {
            type(new PgType.Array(30_000 + element, "public", "_e", element, ','));
        }
        type(new PgType.Base(20_000, "public", "hstore", true));
        type(new PgType.Base(20_001, "public", "vector", false));
        type(new PgType.Array(Oids.INT2VECTOR, "pg_catalog", "int2vector", Oids.INT2, ','));
        type(new PgType.Composite(
                20_002,
                "public",
                "pair",
                List.of(
                        new PgType.Field("a", Oids.INT4, -1, 1),
                        new PgType.Field("b \"", Oids.TEXT, -1, 3),
                        new PgType.Field("c", 30_000 + Oids.TEXT, -1, 4)),
                4));
        type(new PgType.Composite(
                20_003,
                "public",
                "outer",
                List.of(
                        new PgType.Field("p", 20_002, -1, 1),
                        new PgType.Field("ps", 20_004, -1, 2),
                        new PgType.Field("h", 20_000, -1, 3)),
                3));
        type(new PgType.Array(20_004, "public", "_pair", 20_002, ','));
        VALUES = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                Oids.BOOL,
                                Oids.INT2,
                                Oids.INT8,
                                Oids.FLOAT4,
                                Oids.FLOAT8,
                                Oids.NUMERIC,
                                Oids.TEXT,
                                Oids.BYTEA,
                                Oids.DATE,
                                Oids.TIME,
                                Oids.TIMESTAMP,
                                Oids.TIMESTAMPTZ,
                                Oids.JSON,
                                20_000,
                                20_001,
                                Oids.INT2VECTOR,
                                20_002,
                                20_003,
                                20_004),
                        arrays.stream().map(element -> 30_000 + element))
                .map(oid -> new TypeResolver(type -> Optional.ofNullable(TYPES.get(type))).resolve(oid, -1, TABLE, "c"))
                .toList();
    }

    private static void type(PgType type) {
        TYPES.put(type.oid(), type);
    }

    /** @param input which type, then a value's bytes */
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreRefusedOrOneJsonValue(byte[] input) {
        if (input.length > 0) {
            ValueType type = VALUES.get((input[0] & 0xFF) % VALUES.size());
            BoundedAllocation.check(input.length, () -> typed(type, input));
            BoundedAllocation.check(input.length, () -> written(type, input));
        }
    }

    private static void typed(ValueType type, byte[] input) {
        int length = input.length - 1;
        try {
            switch (type.type().kind()) {
                case BOOL -> type.decoder().booleanValue(input, 1, length);
                case FLOAT32, FLOAT64 -> type.decoder().doubleValue(input, 1, length);
                case INT16, INT64, DATE, TIME, TIMESTAMP, TIMESTAMPTZ ->
                    type.decoder().longValue(input, 1, length);
                default -> {
                    // has its JSON only
                }
            }
        } catch (DecodeException refused) {
            // as it should be
        }
    }

    private static void written(ValueType type, byte[] input) {
        JsonBuffer json = new JsonBuffer(64);
        try {
            type.decoder().write(input, 1, input.length - 1, json);
        } catch (DecodeException refused) {
            return;
        }
        if (isUtf8(input)
                && !holdsJson(type)
                && !ExactJson.isOneValue(new String(json.array(), 0, json.length(), UTF_8))) {
            throw new AssertionError("not one JSON value");
        }
    }

    /** The server has looked at JSON already: only its white space is taken out. */
    private static boolean holdsJson(ValueType type) {
        return type.type().kind() == Kind.JSON || type.type().equals(new ColumnType.Array(ColumnType.of(Kind.JSON)));
    }

    private static boolean isUtf8(byte[] input) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(input, 1, input.length - 1));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }
}
