package dev.leat.core.engine.decision;

import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.ChangeCursor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One chunk of a table from its planning until its rows are durable. */
final class ChunkSlot {
    /** Where a chunk is on its way. */
    enum Stage {
        TO_READ,
        READING,
        BUFFERED,
        WRITING,
        DURABLE
    }

    private ChunkBounds bounds;
    private Stage stage = Stage.TO_READ;
    private ReadRequest.@Nullable ReadChunk request;
    private @Nullable ReadAttempt attempt;
    private @Nullable ChunkBuffer buffer;
    private long readSince;
    private boolean pausing;
    private int failures;
    private int round;

    ChunkSlot(ChunkBounds bounds) {
        this.bounds = bounds;
    }

    ChunkBounds bounds() {
        return bounds;
    }

    Stage stage() {
        return stage;
    }

    boolean mayRead() {
        return stage == Stage.TO_READ && !pausing;
    }

    boolean isFor(ReadRequest answered) {
        return stage == Stage.READING && request == answered;
    }

    /** The try that goes on with the next read; null when that begins a new one. */
    @Nullable
    ReadAttempt openAttempt() {
        return stage == Stage.TO_READ ? attempt : null;
    }

    ReadAttempt attempt() {
        return Objects.requireNonNull(attempt, "the chunk is not being read");
    }

    @Nullable
    ChunkBuffer buffer() {
        return stage == Stage.BUFFERED ? buffer : null;
    }

    /** When the read was asked for that is under way. */
    long readSince() {
        return readSince;
    }

    void reading(ReadRequest.ReadChunk newRequest, ReadAttempt newAttempt, long now) {
        stage = Stage.READING;
        readSince = now;
        request = newRequest;
        attempt = newAttempt;
    }

    void arrived(Chunk chunk, ChunkBuffer rows) {
        bounds = chunk.bounds();
        stage = Stage.BUFFERED;
        buffer = rows;
        failures = 0;
    }

    void apply(ChangeCursor change) {
        if (stage == Stage.BUFFERED && buffer != null) {
            buffer.apply(change);
        }
    }

    /** Returns the number of this writing, which {@link #durable} has to name. */
    int writing() {
        stage = Stage.WRITING;
        buffer = null;
        return round;
    }

    /** False when the chunk was dropped in between. */
    boolean durable(int writtenRound) {
        if (round != writtenRound || stage != Stage.WRITING) {
            return false;
        }
        stage = Stage.DURABLE;
        return true;
    }

    /** Back to the beginning; what is under way no longer counts. */
    void drop() {
        if (attempt != null) {
            attempt.giveUp();
        }
        if (buffer != null) {
            buffer.discard();
        }
        round++;
        request = null;
        attempt = null;
        buffer = null;
        stage = Stage.TO_READ;
    }

    /** Once more after a pause, within the same try. */
    int pause() {
        stage = Stage.TO_READ;
        request = null;
        pausing = true;
        return ++failures;
    }

    /** Gives up the try that was to go on: what it records takes too much room. */
    void forgetAttempt() {
        if (stage == Stage.TO_READ && attempt != null) {
            attempt.giveUp();
            attempt = null;
        }
    }

    /** Back to the beginning after a pause. */
    int dropAndPause() {
        drop();
        pausing = true;
        return ++failures;
    }

    void resume() {
        pausing = false;
    }
}
