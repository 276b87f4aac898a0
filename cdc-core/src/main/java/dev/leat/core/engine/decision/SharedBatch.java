package dev.leat.core.engine.decision;

import dev.leat.api.change.ChangeBatch;

/** A batch that several writes read; released when the last of them has returned. */
final class SharedBatch {
    private final ChangeBatch batch;
    private final InFlightBytes bytes;
    private int uses = 1;

    SharedBatch(ChangeBatch batch, InFlightBytes bytes) {
        this.batch = batch;
        this.bytes = bytes;
        bytes.add(batch.byteCount());
    }

    ChangeBatch batch() {
        return batch;
    }

    void retain() {
        uses++;
    }

    void release() {
        uses--;
        Invariant.check(uses >= 0, "a batch was released more often than it was used");
        if (uses == 0) {
            bytes.remove(batch.byteCount());
            batch.release();
        }
    }
}
