package dev.leat.core.sink;

import dev.leat.api.sink.SinkWriter;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what all lanes read. */
final class DiscardTarget implements LocalTarget {
    private static final Logger LOG = LoggerFactory.getLogger(DiscardTarget.class);

    private final String sink;
    private final Reading reading;
    private final LongAdder changeCount = new LongAdder();
    private final LongAdder valueCount = new LongAdder();
    private final LongAdder digest = new LongAdder();

    /** How values are read. */
    enum Reading {
        /** Each by the accessor of its type. */
        TYPED,
        /** Each as bytes. */
        BYTES,
        /** Not at all. */
        NONE
    }

    DiscardTarget(String sink, Reading reading) {
        this.sink = sink;
        this.reading = reading;
    }

    @Override
    public void open() {}

    @Override
    public SinkWriter openWriter() {
        return new DiscardWriter(this, reading);
    }

    /** The digest depends on every value, so that no reading can be optimised away. */
    void count(long changes, long values, long digestOfValues) {
        changeCount.add(changes);
        valueCount.add(values);
        digest.add(digestOfValues);
    }

    long changeCount() {
        return changeCount.sum();
    }

    long valueCount() {
        return valueCount.sum();
    }

    long digest() {
        return digest.sum();
    }

    @Override
    public void close() {
        LOG.debug("sink {} read {} changes, {} values, digest {}", sink, changeCount(), valueCount(), digest());
    }
}
