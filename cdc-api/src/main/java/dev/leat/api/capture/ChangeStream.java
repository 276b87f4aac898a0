package dev.leat.api.capture;

import dev.leat.api.Position;
import dev.leat.api.change.ChangeBatch;
import java.time.Duration;

/** An open connection that delivers committed changes in commit order. */
public interface ChangeStream extends AutoCloseable {
    /** How this stream began. */
    StreamStart start();

    /**
     * The next changes, or a batch without any when only time has passed. Called by one thread. Waits no longer than
     * {@code timeout} for the first byte. Not being polled, for however long, must not cost the connection.
     *
     * <p>A batch that carries no change and no position says that nothing happened. The engine owns the batch until it
     * releases it.
     *
     * @throws dev.leat.api.CdcException CONNECTION when the connection broke: the engine opens another stream
     */
    ChangeBatch poll(Duration timeout);

    /**
     * Says that every change up to {@code position} is durable in every sink. May be called from any thread, never waits
     * for the network, takes effect with the next status message. A mechanism moves its durable cursor to confirmed
     * positions only, stores the cursor before it tells the server, and never goes back.
     */
    void confirm(Position position);

    /**
     * Asks the source to say how far its log has come even when nothing happens; the answer arrives through {@link #poll}
     * as a position. Called from any thread while the engine waits for the stream to pass a place.
     */
    default void requestProgress() {}

    /** Ends the connection after the last confirmed position was sent. Idempotent; any thread; frees a blocked poll. */
    @Override
    void close();
}
