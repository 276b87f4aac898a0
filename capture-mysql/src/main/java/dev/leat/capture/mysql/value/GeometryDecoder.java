package dev.leat.capture.mysql.value;

import dev.leat.api.change.ValueWriter;
import dev.leat.api.schema.ValueDecoder;

/**
 * Spatial values: the SRID in four bytes, the lowest first, in front of WKB. Pushed as EWKB in hexadecimal digits, as PostGIS
 * writes it: an SRID that is not 0 stands behind the type, which has a flag set. Coordinates keep the order that they are
 * stored in, x (longitude) first.
 *
 * <pre>
 *   Int32  SRID | Int8 byte order (always 1, the lowest first) | Int32 type | Byten the rest
 * </pre>
 */
final class GeometryDecoder implements ValueDecoder {
    private static final int HEADER_BYTES = 9;
    private static final int ORDER_AT = 4;
    private static final int TYPE_AT = 5;
    private static final int SRID_FLAG = 0x20;

    @Override
    public void write(byte[] bytes, int offset, int length, ValueWriter out) {
        if (length < HEADER_BYTES || bytes[offset + ORDER_AT] != 1) {
            throw Malformed.value(offset, "geometry");
        }
        byte[] text = out.scratch(2 * length);
        int to = Hex.write(bytes, offset + ORDER_AT, 1, text, 0);
        if (LittleEndian.i32(bytes, offset) == 0) {
            to = Hex.write(bytes, offset + TYPE_AT, length - TYPE_AT, text, to);
        } else {
            int flagAt = to + 6;
            to = Hex.write(bytes, offset + TYPE_AT, 4, text, to);
            byte[] flagged = {(byte) (bytes[offset + HEADER_BYTES - 1] | SRID_FLAG)};
            Hex.write(flagged, 0, 1, text, flagAt);
            to = Hex.write(bytes, offset, 4, text, to);
            to = Hex.write(bytes, offset + HEADER_BYTES, length - HEADER_BYTES, text, to);
        }
        out.text(text, 0, to);
    }
}
