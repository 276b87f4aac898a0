package dev.leat.capture.mysql.value;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** T7, T8: whatever bytes a value has, its decoder refuses them with a DecodeException or pushes a value. */
final class ValueFuzzTest {
    private static final int HEADER_BYTES = 5;
    private static final List<byte[]> LABELS =
            List.of("a".getBytes(StandardCharsets.US_ASCII), "b,c".getBytes(StandardCharsets.US_ASCII));

    /** @param value type, metadata in two bytes, collation in two bytes, then the value */
    @FuzzTest(maxDuration = "60s")
    void anyValueIsRefusedOrRead(byte[] value) {
        if (value.length >= HEADER_BYTES) {
            int ratio =
                    (value[0] & 0xFF) == WireType.BLOB_COMPRESSED || (value[0] & 0xFF) == WireType.VARCHAR_COMPRESSED
                            ? 8_000
                            : 8;
            BoundedAllocation.check(value.length * ratio, () -> read(value));
        }
    }

    private static void read(byte[] value) {
        int metadata = LittleEndian.u16(value, 1);
        try {
            WireType.width(value[0] & 0xFF, metadata, 0);
            WireColumn column = new WireColumn(
                    "c",
                    value[0] & 0xFF,
                    metadata,
                    true,
                    (metadata & 1) != 0,
                    LittleEndian.u16(value, 3),
                    LABELS,
                    true,
                    null);
            ValueDecoder decoder = new TypeResolver(ZeroDates.TEXT)
                    .resolve(column, new TableId("t", "t"))
                    .decoder();
            decoder.write(value, HEADER_BYTES, value.length - HEADER_BYTES, new JsonBuffer(64));
            if (decoder instanceof ReadsAsNull check) {
                check.isNull(value, HEADER_BYTES, value.length - HEADER_BYTES);
                decoder.longValue(value, HEADER_BYTES, value.length - HEADER_BYTES);
            }
        } catch (DecodeException refused) {
            // as it should be
        } catch (CdcException refused) {
            if (refused.kind() != ErrorKind.SETUP) {
                throw refused;
            }
        }
    }

    /** @param diffs length of a document in two bytes, the document, then diffs */
    @FuzzTest(maxDuration = "60s")
    void anyDiffIsRefusedOrApplied(byte[] diffs) {
        if (diffs.length < 2) {
            return;
        }
        int length = Math.min(((diffs[0] & 0xFF) << 8) | (diffs[1] & 0xFF), diffs.length - 2);
        BoundedAllocation.check(64 * diffs.length, () -> {
            try {
                JsonDiffs.apply(diffs, 2, length, 2 + length, diffs.length - 2 - length, new JsonBuffer(64));
            } catch (DecodeException refused) {
                // as it should be
            }
        });
    }
}
