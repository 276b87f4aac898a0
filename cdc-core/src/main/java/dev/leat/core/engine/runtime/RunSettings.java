package dev.leat.core.engine.runtime;

import dev.leat.api.change.Operation;
import dev.leat.core.engine.decision.SeedPace;
import java.time.Duration;
import java.util.Set;

/**
 * How one pipeline runs.
 *
 * @param pipeline its name
 * @param lanes per sink
 * @param seed whether unseeded tables are seeded
 * @param readers how many reads beside the stream run at once
 * @param pace how hard those reads load the source
 * @param operations what is delivered
 * @param maxInFlightBytes of row data
 * @param statusInterval the shortest time between two confirmations
 * @param connectTimeout how long a server that was never reached is tried
 * @param fingerprint of the selection
 * @param reseedOnGap whether a gap is mended without asking
 * @param untilCaughtUp whether to end when everything that the source has now is durable
 * @param reseedCommand the command that mends a gap, for messages
 */
public record RunSettings(
        String pipeline,
        int lanes,
        boolean seed,
        int readers,
        SeedPace pace,
        Set<Operation> operations,
        long maxInFlightBytes,
        Duration statusInterval,
        Duration connectTimeout,
        long fingerprint,
        boolean reseedOnGap,
        boolean untilCaughtUp,
        String reseedCommand) {
    /** Copies the set. */
    public RunSettings {
        operations = Set.copyOf(operations);
    }
}
