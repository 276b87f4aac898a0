package dev.leat.core.engine.decision;

import dev.leat.api.CdcException;
import dev.leat.api.Position;
import dev.leat.api.schema.TableId;
import java.util.Map;

/**
 * What {@link PipelineCore} wants done. Every call returns at once; where there is an answer, it comes later as an event that
 * names the same request object.
 */
public interface Actions {
    /** Opens another stream; answered by {@code streamOpened} or {@code streamFailed}. */
    void openStream(int connection);

    /** Ends the stream of a connection that failed or is no longer wanted. */
    void closeStream(int connection);

    /** Tells the source that everything up to the position is durable in every sink. No answer. */
    void confirm(Position position);

    /** Asks the source to say how far its log has come. No answer but a position in the stream. */
    void requestProgress();

    /** Writes to a target; answered by {@code written} or {@code writeFailed}. */
    void write(LaneWrite write);

    /** Calls a sink's control method; answered by {@code controlDone} or {@code controlFailed}. */
    void control(ControlCall call);

    /** Reads from the source beside the stream; answered by the request's own event or by {@code readFailed}. */
    void read(ReadRequest request);

    /** Does something with the dead letters; answered by {@code lettersDone} or {@code lettersFailed}. */
    void letters(LetterCall call);

    /** Stores the columns that the rows of all sinks have, which the next run is told; durable when it returns. */
    void storeSettled(Map<TableId, RowShape> settled);

    /** Asks for the end of the source's history; answered by {@code headRead} or {@code readFailed}. */
    void readHead();

    /** The pipeline is over: everything durable was confirmed, or nothing more can be. The last call. */
    void finished();

    /** The pipeline can't go on. The last call. */
    void failed(CdcException cause);
}
