package dev.leat.core.engine.decision;

import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.change.Operation;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * What the decisions depend on besides events.
 *
 * @param source which source is read
 * @param epoch of this run's versions
 * @param lanes per sink
 * @param seed whether unseeded tables are seeded
 * @param readers how many reads beside the stream run at once
 * @param pace how hard those reads load the source
 * @param readsInKeyOrder as {@link dev.leat.api.capture.Capture#readsInKeyOrder}
 * @param putsAside whether what a sink refuses becomes a dead letter; else it ends the pipeline
 * @param operations what is delivered; the others only evict
 * @param maxInFlightBytes of row data, past which nothing more is read from the stream
 * @param statusNanos the shortest time between two confirmations
 * @param fingerprint of the selection
 * @param jitter a number from 0 to below its argument
 * @param rules which rules are in force
 */
public record CoreSettings(
        SourceIdentity source,
        long epoch,
        int lanes,
        boolean seed,
        int readers,
        SeedPace pace,
        boolean readsInKeyOrder,
        boolean putsAside,
        Set<Operation> operations,
        long maxInFlightBytes,
        long statusNanos,
        long fingerprint,
        LongUnaryOperator jitter,
        Rules rules) {}
