package dev.leat.testkit.contract;

import static dev.leat.testkit.contract.SourceWrite.insert;

import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.server.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/**
 * What the engine relies on in every capture. A test class says how its source is written and read; each method here whose
 * default skips stands for a fault or an ability, and what a plugin leaves out is printed.
 *
 * <p>The source has one table, whose key is one whole number. It is empty, and nothing of the pipeline is there, when a test
 * begins. A suite inserts rows 1, 2, 3 first, each in a transaction of its own.
 */
public abstract class CaptureContract {
    private static final BatchLimits LIMITS = new BatchLimits(4096, 4 << 20, Duration.ofMillis(5));

    private final MemoryState state = new MemoryState();
    private final List<Capture> captures = new ArrayList<>();

    /**
     * A capture of the table. Called again for a restart: the same pipeline, with the same state.
     *
     * @param limits of batches
     * @param state the pipeline's
     */
    protected abstract Capture create(BatchLimits limits, StateStore state);

    /** The table. */
    protected abstract TableId table();

    /** Commits these writes as one transaction; one that the source can't do is {@link #inapplicable}. */
    protected abstract void commit(SourceWrite... writes);

    /** The server that holds the source; faults of the network come from a proxy before it. */
    protected TestServer server() {
        throw inapplicable("the source is not reached over a network");
    }

    /** Like {@link #create}, with the server at another port of the loopback address, which is a proxy's. */
    protected Capture createThrough(int port, BatchLimits limits, StateStore state) {
        throw inapplicable("the source is not reached over a network");
    }

    /** Makes the server refuse the credentials of {@link #create}, and ends connections that would outlive that. */
    protected void expireCredentials() {
        throw inapplicable("AUTH_EXPIRE: the source asks for no credentials");
    }

    /** Ends what {@link #expireCredentials} did. */
    protected void renewCredentials() {}

    /** What no message may show: the password, and {@code canary}, which rows of this suite have. */
    protected Set<String> secrets() {
        return Set.of("canary");
    }

    /** How long a suite waits for what must come in the end. */
    protected Duration deadline() {
        return Failing.DEADLINE;
    }

    /** Makes the source forget what the pipeline has not read yet. */
    protected void loseHistory() {
        throw inapplicable("the source forgets nothing");
    }

    @AfterEach
    final void closeCaptures() {
        captures.forEach(Capture::close);
    }

    /** Starts, positions, confirmations, ends. */
    @Nested
    final class Streams extends CaptureStreamTests {
        Streams() {
            super(CaptureContract.this);
        }
    }

    /** Reads of current rows beside the stream. */
    @Nested
    final class Snapshots extends CaptureSnapshotTests {
        Snapshots() {
            super(CaptureContract.this);
        }
    }

    /** The network between capture and server, and expired credentials. */
    @Nested
    final class Network extends CaptureNetworkTests {
        Network() {
            super(CaptureContract.this);
        }
    }

    /** Skips a test, with its reason printed. */
    protected final Inapplicable inapplicable(String reason) {
        return Inapplicable.in(this, reason);
    }

    /** A capture as after a start of the process. */
    final Capture made() {
        return made(LIMITS);
    }

    final Capture made(BatchLimits limits) {
        return kept(create(limits, state));
    }

    final Capture madeThrough(int port) {
        return kept(createThrough(port, LIMITS, state));
    }

    private Capture kept(Capture capture) {
        captures.add(capture);
        return capture;
    }

    /** Everything that the engine calls until a stream is open. */
    static ChangeStream live(Capture capture) {
        capture.source();
        capture.tables();
        return capture.live(LiveMode.RESUME);
    }

    final StreamReading reading(ChangeStream stream) {
        return reading(stream, LIMITS);
    }

    final StreamReading reading(ChangeStream stream, BatchLimits limits) {
        return new StreamReading(stream, limits.maxChanges(), deadline());
    }

    final void insertThree() {
        commit(insert(1, "one"));
        commit(insert(2, "two"));
        commit(insert(3, "three"));
    }
}
