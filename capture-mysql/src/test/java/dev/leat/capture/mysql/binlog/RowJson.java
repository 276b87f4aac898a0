package dev.leat.capture.mysql.binlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.ColumnType.Kind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A row as JSON, and what makes it equal to the server's. */
final class RowJson {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int SRID_FLAG = 0x2000_0000;

    private RowJson() {}

    /** The values that the log carried. */
    static String text(Row row) {
        JsonBuffer out = new JsonBuffer(256);
        out.beginObject();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            if (!row.isUnchanged(i)) {
                out.member(row.schema().column(i).jsonMember());
                row.write(i, out);
            }
        }
        out.endObject();
        return new String(out.array(), 0, out.length(), UTF_8);
    }

    static ObjectNode tree(Row row) {
        return (ObjectNode) JSON.readTree(text(row));
    }

    /** Whether a value equals what the server printed: numbers by their value, singles as singles. */
    static boolean isEqual(Kind kind, JsonNode ours, JsonNode servers) {
        if (ours.isNumber() && servers.isNumber()) {
            return switch (kind) {
                case FLOAT32 -> ours.floatValue() == (float) servers.doubleValue();
                case FLOAT64 -> ours.doubleValue() == servers.doubleValue();
                default -> compare(ours, servers);
            };
        } else if (kind == Kind.GEOMETRY && ours.isString()) {
            return geometry(ours.asString()).equals(servers.asString());
        } else if (ours.isArray() && servers.isArray() && ours.size() == servers.size()) {
            for (int i = 0; i < ours.size(); i++) {
                if (!isEqual(kind == Kind.VECTOR ? Kind.FLOAT32 : kind, ours.get(i), servers.get(i))) {
                    return false;
                }
            }
            return true;
        } else if (ours.isObject() && servers.isObject()) {
            return Set.copyOf(ours.propertyNames()).equals(Set.copyOf(servers.propertyNames()))
                    && ours.propertyNames().stream()
                            .allMatch(name -> isEqual(Kind.JSON, ours.get(name), servers.get(name)));
        }
        return ours.equals(servers);
    }

    private static boolean compare(JsonNode ours, JsonNode servers) {
        return new BigDecimal(ours.toString()).compareTo(new BigDecimal(servers.toString())) == 0;
    }

    /** The SRID and the WKB of EWKB, as the server's functions tell them. */
    private static String geometry(String hex) {
        ByteBuffer ewkb = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
        int type = ewkb.getInt(1);
        if ((type & SRID_FLAG) == 0) {
            return "0:" + hex;
        }
        ByteBuffer wkb = ByteBuffer.allocate(ewkb.capacity() - 4).order(ByteOrder.LITTLE_ENDIAN);
        wkb.put((byte) 1).putInt(type & ~SRID_FLAG).put(ewkb.slice(9, ewkb.capacity() - 9));
        return ewkb.getInt(5) + ":" + HexFormat.of().withUpperCase().formatHex(wkb.array());
    }
}
