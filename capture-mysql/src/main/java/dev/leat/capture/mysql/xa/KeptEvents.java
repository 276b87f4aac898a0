package dev.leat.capture.mysql.xa;

import dev.leat.capture.mysql.binlog.BinlogFormat;
import java.time.Duration;

/** From memory. */
final class KeptEvents implements Events {
    private final Prepared.Kept kept;
    private int count;

    KeptEvents(Prepared.Kept kept) {
        this.kept = kept;
    }

    @Override
    public boolean next() {
        if (count == kept.events().size()) {
            throw new IllegalStateException("the last event ends the transaction");
        }
        count++;
        return true;
    }

    @Override
    public boolean read(Duration timeout) {
        return true;
    }

    @Override
    public BinlogFormat format() {
        return kept.format();
    }

    @Override
    public byte[] bytes() {
        return kept.events().get(count - 1);
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return bytes().length;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
