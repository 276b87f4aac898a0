package dev.leat.capture.postgres.pgoutput;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leat.api.DecodeException;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.capture.postgres.value.BoundedAllocation;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.WireSchemas;
import java.util.List;
import java.util.Optional;

/** T1: whatever a server sends, the decoder refuses it with a DecodeException or makes changes of it that can be read. */
final class PgOutputFuzzTest {
    /** @param stream messages, each behind its length in two bytes */
    @FuzzTest(maxDuration = "60s")
    void anyStreamIsRefusedOrDecoded(byte[] stream) {
        BoundedAllocation.check(stream.length, () -> {
            try {
                decode(stream);
            } catch (DecodeException refused) {
                // as it should be
            }
        });
    }

    private static void decode(byte[] stream) {
        PgOutputDecoder decoder = new PgOutputDecoder(
                new RelationCache(new WireSchemas(new TypeResolver(oid -> Optional.empty()))),
                new LogicalMessages(List.of("*"), List.of("b*"), "UTF8"));
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.wrap(stream, stream.length);
        int at = 0;
        while (at + 2 < stream.length) {
            int length = Math.min((stream[at] & 0xFF) << 8 | (stream[at + 1] & 0xFF), stream.length - at - 2);
            at += 2;
            if (length > 0 && decoder.decode(stream, at, length, builder) == Decoded.BOUNDARY) {
                read(builder);
                builder.wrap(stream, stream.length);
                decoder.decode(stream, at, length, builder);
            }
            at += length;
        }
        read(builder);
    }

    private static void read(ChangeBatchBuilder builder) {
        JsonBuffer out = new JsonBuffer(256);
        ChangeJson json = new ChangeJson();
        ChangeCursor cursor = builder.build(null).cursor();
        while (cursor.next()) {
            out.clear();
            json.write(cursor, out);
        }
    }
}
