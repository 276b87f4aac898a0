package dev.leat.capture.mysql.binlog;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.capture.mysql.value.BoundedAllocation;
import dev.leat.capture.mysql.value.ZeroDates;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** T5, T6: whatever a server sends, the decoder refuses it with a DecodeException or makes changes of it that can be read. */
final class BinlogFuzzTest {
    /** What deflate can become, and zstd within the limits here. */
    private static final int MAX_RATIO = 1_100;

    /** A table map of a few bytes is a schema of many objects, once per table. */
    private static final int SCHEMA_RATIO = 32;

    private static final PayloadLimits LIMITS = new PayloadLimits(1 << 20, 200, 1 << 20);
    private static final byte[] MYSQL = Events.formatWithoutChecksums(RecordedLog.MYSQL_EVENTS);
    private static final byte[] MARIADB = Events.formatWithoutChecksums(RecordedLog.MARIADB_EVENTS);
    private static final byte[] POSITION = "f:4".getBytes(StandardCharsets.US_ASCII);

    /** @param log which server, then events: type, flags, length of the body in two bytes, body */
    @FuzzTest(maxDuration = "60s")
    void anyLogIsRefusedOrDecoded(byte[] log) {
        BoundedAllocation.check(log.length * (SCHEMA_RATIO + MAX_RATIO * compressedEvents(log)), () -> decode(log));
    }

    private static void decode(byte[] log) {
        if (log.length == 0) {
            return;
        }
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        try (BinlogDecoder decoder = new BinlogDecoder(
                new WireSchemas(ZeroDates.NULL, Map.of("ids.u", "uuid", "ids.i6", "inet6", "docs.j", "json")),
                LIMITS)) {
            byte[] format = log[0] == 0 ? MYSQL : MARIADB;
            decoder.decode(format, 0, format.length, builder);
            for (int at = 1; at + 4 <= log.length; ) {
                int length = Math.min(((log[at + 2] & 0xFF) << 8) | (log[at + 3] & 0xFF), log.length - at - 4);
                byte[] body = Arrays.copyOfRange(log, at + 4, at + 4 + length);
                byte[] event = Events.event(log[at] & 0xFF, log[at + 1] & 0xFF, 0, body);
                begin(decoder.decode(event, 0, event.length, builder), builder);
                Decoded inside = decoder.decodeNext(builder);
                while (inside != null) {
                    begin(inside, builder);
                    inside = decoder.decodeNext(builder);
                }
                at += 4 + length;
            }
            read(builder.build(null));
        } catch (DecodeException refused) {
            // as it should be
        } catch (CdcException refused) {
            if (refused.kind() != ErrorKind.SETUP) {
                throw refused;
            }
        }
    }

    private static void begin(Decoded decoded, ChangeBatchBuilder builder) {
        if (decoded == Decoded.BEGIN || decoded == Decoded.XA_BEGIN) {
            builder.begin(1, 0, POSITION, 0, POSITION, POSITION.length);
        }
    }

    private static void read(ChangeBatch batch) {
        JsonBuffer out = new JsonBuffer(256);
        ChangeJson json = new ChangeJson();
        ChangeCursor cursor = batch.cursor();
        while (cursor.next()) {
            out.clear();
            json.write(cursor, out);
        }
    }

    private static int compressedEvents(byte[] log) {
        int count = 0;
        for (int at = 1; at + 4 <= log.length; ) {
            int type = log[at] & 0xFF;
            count += type >= EventType.MARIADB_QUERY_COMPRESSED || type == EventType.TRANSACTION_PAYLOAD ? 1 : 0;
            at += 4 + (((log[at + 2] & 0xFF) << 8) | (log[at + 3] & 0xFF));
        }
        return count;
    }
}
