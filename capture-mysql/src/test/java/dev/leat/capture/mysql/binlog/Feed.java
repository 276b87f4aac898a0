package dev.leat.capture.mysql.binlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import java.util.ArrayList;
import java.util.List;

/** Feeds events to a decoder, as a stream does it. */
final class Feed implements AutoCloseable {
    private static final byte[] POSITION = "file:4".getBytes(US_ASCII);

    final BinlogDecoder decoder;
    final List<Decoded> decoded = new ArrayList<>();
    private ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private long sequence;

    Feed(SchemaResolver resolver) {
        this(resolver, RowSelection.ALL);
    }

    Feed(SchemaResolver resolver, RowSelection wanted) {
        decoder = new BinlogDecoder(resolver, PayloadLimits.DEFAULT, wanted);
    }

    Feed events(List<byte[]> events) {
        events.forEach(this::event);
        return this;
    }

    /** All that came of one event: for a compressed transaction, of those in it. */
    List<Decoded> event(byte[] event) {
        int before = decoded.size();
        Decoded answer = decoder.decode(event, 0, event.length, builder);
        take(answer);
        while (answer == Decoded.PAYLOAD) {
            Decoded inside = decoder.decodeNext(builder);
            if (inside == null) {
                break;
            }
            take(inside);
        }
        return decoded.subList(before, decoded.size());
    }

    ChangeBatch batch() {
        return builder.build(null);
    }

    /** Goes on with an empty batch after a failure. */
    void forgetBatch() {
        builder = new ChangeBatchBuilder();
        begin();
    }

    private void take(Decoded answer) {
        decoded.add(answer);
        if (answer == Decoded.BEGIN || answer == Decoded.XA_BEGIN) {
            begin();
        } else if (!decoder.inTransaction() && builder.inTransaction()) {
            builder.commit(POSITION, POSITION.length);
        }
    }

    private void begin() {
        byte[] id = decoder.gtid().toString().getBytes(US_ASCII);
        builder.begin(++sequence, decoder.gtid().commitMicros(), id, id.length, POSITION, POSITION.length);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
