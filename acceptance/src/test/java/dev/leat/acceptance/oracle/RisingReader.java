package dev.leat.acceptance.oracle;

import dev.leat.acceptance.load.RisingScript;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * A reader of an alias that asks every 10 ms, by id, by search and by count, and notes every answer in which a document is
 * missing or older than it was before. A search may show less than a read by id does, but never less than an earlier search.
 */
public final class RisingReader implements AutoCloseable {
    private static final String TABLE = "rising";
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final SearchTarget target;
    private final long[] readById = new long[RisingScript.ROWS + 1];
    private final long[] found = new long[RisingScript.ROWS + 1];
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "reader");
    private volatile boolean closed;
    private final AtomicLong rounds = new AtomicLong();

    private RisingReader(SearchTarget target) {
        this.target = target;
        thread.setDaemon(true);
    }

    /** Starts to read; every document is there. */
    public static RisingReader start(SearchTarget target) {
        RisingReader reader = new RisingReader(target);
        reader.thread.start();
        return reader;
    }

    /** What was not as it should be. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** How often it has asked. */
    public long rounds() {
        return rounds.get();
    }

    private void run() {
        while (!closed) {
            try {
                round();
            } catch (IllegalStateException failed) {
                wrong.add(String.valueOf(failed.getMessage()));
            }
            rounds.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void round() {
        int id = 1 + (int) (rounds.get() % RisingScript.ROWS);
        see("read", readById, target.read("/" + target.alias(TABLE) + "/_doc/" + id));
        JsonNode hits = target.read("/" + target.alias(TABLE) + "/_search?size=" + 2 * RisingScript.ROWS)
                .at("/hits/hits");
        if (hits.size() != RisingScript.ROWS) {
            wrong.add("a search found " + hits.size());
        }
        hits.forEach(hit -> see("found", found, hit));
        long count = target.count(TABLE);
        if (count != RisingScript.ROWS) {
            wrong.add("counted " + count);
        }
    }

    private void see(String how, long[] before, JsonNode document) {
        int id = Integer.parseInt(document.get("_id").stringValue());
        JsonNode source = document.path("_source").path("v");
        long value = source.asLong(-1);
        if (value < before[id]) {
            wrong.add(how + " " + id + " with " + source + " after " + before[id]);
        }
        before[id] = Math.max(before[id], value);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
