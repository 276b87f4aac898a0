package dev.leat.api.capture;

import dev.leat.api.Belonging;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one source. {@link #live} is required; a capture that can also read current rows returns a {@link Snapshot}.
 * Whether one is needed is never the capture's decision.
 *
 * <p>Called by the engine's control thread unless a method says otherwise. Every method may connect; a server that can't be
 * reached is a {@link dev.leat.api.CdcException} of kind CONNECTION and the call is made again later, a missing
 * prerequisite one of kind SETUP and the pipeline stops.
 */
public interface Capture extends AutoCloseable {
    /** Which server and which of its histories this is. Reads from the server once per connection attempt. */
    SourceIdentity source();

    /**
     * Resolves the pipeline's selection against the catalog and checks that every table can be captured. Called at each
     * start before anything is changed on the source or in a sink.
     *
     * @throws dev.leat.api.CdcException CONFIG when a name or pattern matches nothing or a table can't be captured; the
     *     message lists all such tables and the remedies
     */
    SourceTables tables();

    /**
     * Connects, ensures the capture's own setup on the source, resumes behind the last confirmed position and streams for
     * ever. Called once at the start and again after each lost connection, never while an earlier stream is open.
     *
     * @param mode whether a break in history may be passed
     * @throws dev.leat.api.CdcException GAP when a range of history is missing; its message names the range
     */
    ChangeStream live(LiveMode mode);

    /**
     * Streams from the present on for somebody who looks, beside whoever runs the pipeline: through a cursor that ends with
     * the connection, leaving nothing on the source. Called once, after {@link #tables}, instead of {@link #live}; empty
     * when the capture can't. A break of the connection ends such a stream for good.
     */
    default Optional<ChangeStream> peek() {
        return Optional.empty();
    }

    /** Reads current rows beside the stream; empty when the source can't. Called once, after {@link #live}. */
    default Optional<Snapshot> snapshot() {
        return Optional.empty();
    }

    /**
     * Whether the pieces of a table are cut along its key. If they are cut by where rows are stored, a row that is changed
     * while its table is read may move from a piece that is still to be read into one that was: then only the stream brings
     * it, and the engine reads the row by its key where the stream does not bring it whole. Asked once, after {@link #live}.
     */
    default boolean readsInKeyOrder() {
        return true;
    }

    /** The end of the source's history now; what {@code --until caught-up} waits for. Own short-lived connection. */
    Position head();

    /**
     * Bytes between the confirmed position and the source's head; empty where that means nothing. Sampled on a timer, over
     * an own short-lived connection, by a thread of its own; a failure is logged and stops nothing.
     */
    default OptionalLong lag() {
        return OptionalLong.empty();
    }

    /**
     * Whether the options ask for {@link dev.leat.api.change.Operation#MESSAGE}s. What the pipeline's selection leaves out says
     * nothing of them. No I/O; asked once, before anything else.
     */
    default boolean deliversMessages() {
        return false;
    }

    /** What would keep {@link #live} and {@link #snapshot} from working, with its remedy. Changes nothing. */
    default List<Finding> check() {
        return List.of();
    }

    /** What a stop leaves behind on the source, and the command that removes it; empty when nothing stays. */
    default Optional<String> leftBehind() {
        return Optional.empty();
    }

    /**
     * What there is to select, for somebody who begins a pipeline file; empty when the capture can't tell. Asked instead of
     * all else, by {@code leat init}. Connects; changes nothing.
     */
    default Optional<SourceSurvey> survey() {
        return Optional.empty();
    }

    /**
     * What the pipeline has made on the source, in the order in which it is to be removed. Asked instead of all else, by
     * {@code leat teardown}, while no process runs the pipeline. Connects; changes nothing by itself.
     */
    default List<Belonging> belongings() {
        return List.of();
    }

    /** Closes all connections. Idempotent; frees a blocked {@link ChangeStream#poll}. */
    @Override
    void close();
}
