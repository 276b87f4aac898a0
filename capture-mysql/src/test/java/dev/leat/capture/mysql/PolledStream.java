package dev.leat.capture.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A stream that a test polls and confirms by hand. */
final class PolledStream implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(1);

    private final ChangeStream stream;
    private final List<Seen> seen = new ArrayList<>();
    private int wholeCount;
    private int largestBatch;
    private @Nullable Position position;

    private PolledStream(ChangeStream stream) {
        this.stream = stream;
    }

    /** The first stream of a capture. */
    static PolledStream open(Capture capture) {
        capture.source();
        capture.tables();
        return again(capture);
    }

    /** A later stream of a capture, which begins where its state says. */
    static PolledStream again(Capture capture) {
        return new PolledStream(capture.live(LiveMode.RESUME));
    }

    /** The changes of transactions that came to their ends. */
    List<Seen> whole() {
        return List.copyOf(seen.subList(0, wholeCount));
    }

    /** The changes of a transaction whose end did not come yet. */
    List<Seen> begun() {
        return List.copyOf(seen.subList(wholeCount, seen.size()));
    }

    /** The latest position. */
    @Nullable
    Position position() {
        return position;
    }

    /** How many changes the largest batch had. */
    int largestBatch() {
        return largestBatch;
    }

    /** Polls once; true if a position came. */
    boolean poll() {
        ChangeBatch batch = stream.poll(POLL);
        largestBatch = Math.max(largestBatch, batch.size());
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            seen.add(new Seen(
                    text(change),
                    change.sequence(),
                    change.ordinal(),
                    change.transaction().id(),
                    change.commitMicros()));
        }
        Position end = batch.position();
        batch.release();
        if (end == null) {
            return false;
        }
        position = end;
        wholeCount = seen.size();
        return true;
    }

    /** Confirms the latest position. */
    void confirm() {
        if (position != null) {
            stream.confirm(position);
        }
    }

    /** Polls until as many changes of whole transactions came. */
    void awaitWhole(int count) {
        await(() -> wholeCount >= count);
        assertThat(seen).hasSize(count);
    }

    /** Polls until as many changes came of a transaction that is not at its end. */
    void awaitBegun(int count) {
        await(() -> seen.size() - wholeCount >= count);
    }

    private void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting after %s", seen).isLessThan(deadline);
            poll();
        }
    }

    /** Polls until it fails. */
    CdcException awaitFailure() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                poll();
            } catch (CdcException failure) {
                return failure;
            }
        }
        throw new AssertionError("the stream goes on");
    }

    private static String text(ChangeCursor change) {
        if (change.operation() == Operation.TRUNCATE) {
            return "truncate";
        }
        Row row = change.key();
        JsonBuffer json = new JsonBuffer(64);
        row.write(row.schema().keyColumn(0), json);
        return change.operation().text() + " " + new String(json.array(), 0, json.length(), UTF_8);
    }

    @Override
    public void close() {
        stream.close();
    }

    /** A change as its operation and key, its place, and its transaction. */
    record Seen(String text, long sequence, int ordinal, String transaction, long commitMicros) {}
}
