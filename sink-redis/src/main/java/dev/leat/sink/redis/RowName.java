package dev.leat.sink.redis;

import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.json.KeyText;

/** The key of one row at a time. Single-threaded; its buffers are reused. */
final class RowName {
    private final KeyText keyText = new KeyText();
    private final JsonBuffer key = new JsonBuffer(128);

    /** Takes the key of this row. */
    void of(TableKeys keys, Row row) {
        key.clear();
        key.raw(keys.prefix(), 0, keys.prefix().length);
        keyText.write(row, key);
        key.raw(keys.suffix(), 0, keys.suffix().length);
    }

    /** Writes it as an argument. */
    void write(RespBuffer out) {
        out.bulk(key.array(), 0, key.length());
    }
}
