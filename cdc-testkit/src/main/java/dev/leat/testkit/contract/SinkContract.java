package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/**
 * What the engine relies on in every sink, whatever its target is. A sink that finds rows by key extends
 * {@link KeyedSinkContract}, one that appends changes {@link AppendingSinkContract}; a sink whose target can't be looked
 * into extends this class, and what {@link #keys} can't tell is skipped.
 *
 * <p>A test class says how the target is reached and read. Each method here whose default skips stands for a fault or an
 * ability: what a plugin leaves out is printed.
 */
public abstract class SinkContract {
    /** A table with a key of one column. */
    protected static final TestTable PRODUCTS = TestTable.of("products")
            .key("id", TestColumn.INT)
            .column("name", TestColumn.TEXT)
            .column("price", TestColumn.INT);

    /** Its name begins like that of {@link #PRODUCTS}; its key has two columns. */
    protected static final TestTable VARIANTS = TestTable.of("products_variants")
            .key("id", TestColumn.INT)
            .key("variant", TestColumn.TEXT)
            .column("name", TestColumn.TEXT);

    /** A table with a column whose values a target may refuse. */
    protected static final TestTable DOCUMENTS =
            TestTable.of("documents").key("id", TestColumn.INT).column("document", TestColumn.JSON);

    static final SourceIdentity SOURCE = new SourceIdentity("system/database", "1");

    private final List<Sink> sinks = new ArrayList<>();

    /**
     * A sink for the target of this test, which is empty when the test begins. Called again for a restart: always the same
     * pipeline, the same sink name, the same target, two lanes.
     */
    protected abstract Sink create();

    /**
     * The keys, as key texts, of the rows that a reader finds in the target now: seen past the sink, over a connection of
     * the test's own. Called while writes are held, too.
     */
    protected abstract Set<String> keys(TestTable table);

    /** The server that holds the target; faults of the network come from a proxy before it. */
    protected TestServer server() {
        throw inapplicable("the target is not reached over a network");
    }

    /** Like {@link #create}, with the server at another port of the loopback address, which is a proxy's. */
    protected Sink createThrough(int port) {
        throw inapplicable("the target is not reached over a network");
    }

    /**
     * Makes the target refuse the row of {@link #DOCUMENTS} with this key.
     *
     * @return the document with which the row is refused; others are accepted
     */
    protected String refusedDocument(String key) {
        throw inapplicable("REJECT: the target refuses no change");
    }

    /** Makes the server refuse the credentials of {@link #create}, and ends connections that would outlive that. */
    protected void expireCredentials() {
        throw inapplicable("AUTH_EXPIRE: the target asks for no credentials");
    }

    /** Ends what {@link #expireCredentials} did. */
    protected void renewCredentials() {}

    /** What no message of the sink may show: the password, and {@code canary}, which rows of this suite have. */
    protected Set<String> secrets() {
        return Set.of("canary");
    }

    /** Whether a claim keeps writers of an earlier owner from writing, not only its control calls. */
    protected boolean fencesWriters() {
        return true;
    }

    /** Whether a write reads the values of a row, not only its key. */
    protected boolean readsValues() {
        return true;
    }

    @AfterEach
    final void closeSinks() {
        sinks.forEach(Sink::close);
    }

    /** How a start goes, who owns the target, how it ends. */
    @Nested
    final class Lifecycle extends SinkLifecycleTests {
        Lifecycle() {
            super(SinkContract.this);
        }
    }

    /** Seed states, progress, generations, marks. */
    @Nested
    final class Stored extends SinkStateTests {
        Stored() {
            super(SinkContract.this);
        }
    }

    /** What a write promises, with refusals and expired credentials. */
    @Nested
    final class Writes extends SinkWriteTests {
        Writes() {
            super(SinkContract.this);
        }
    }

    /** The network between sink and server. */
    @Nested
    final class Network extends SinkNetworkTests {
        Network() {
            super(SinkContract.this);
        }
    }

    /** Skips a test, with its reason printed. */
    protected final Inapplicable inapplicable(String reason) {
        return Inapplicable.in(this, reason);
    }

    /** A sink that has opened the tables of this suite. */
    protected final Sink opened() {
        return opened(create());
    }

    /** Opens the tables of this suite. */
    protected final Sink opened(Sink sink) {
        sinks.add(sink);
        sink.open(TestTable.source(PRODUCTS, VARIANTS, DOCUMENTS));
        return sink;
    }

    /** A sink as the engine starts it. */
    protected final Sink started() {
        return started(opened());
    }

    /** Starts a sink that has opened the tables. */
    protected final Sink started(Sink sink) {
        sink.connect();
        sink.claim("a test");
        for (TestTable table : List.of(PRODUCTS, VARIANTS, DOCUMENTS)) {
            sink.seedState(table.id());
        }
        sink.marks();
        return sink;
    }

    /** Another sink for the same target, as after an orderly end of this one. */
    protected final Sink restarted(Sink before) {
        before.close();
        return started();
    }

    /** Writes everything through a writer that is opened for it; nothing is refused. */
    protected static void write(Sink sink, Changes changes) {
        try (SinkWriter writer = sink.openWriter(0)) {
            write(writer, changes);
        }
    }

    /** Writes everything; nothing is refused. The batch is over when this returns, as the engine does it. */
    protected static void write(SinkWriter writer, Changes changes) {
        ChangeBatch batch = changes.batch();
        WriteReport report = writer.write(batch.all(), marks(1));
        batch.release();
        assertThat(report.rejected()).isEmpty();
    }

    /** Writes a batch until it succeeds, each time through a writer of its own, as the engine does. */
    static void writeRetried(Sink sink, ChangeBatch batch) {
        WriteReport report = Failing.retried(() -> {
            try (SinkWriter writer = sink.openWriter(0)) {
                return writer.write(batch.all(), marks(1));
            }
        });
        assertThat(report.rejected()).isEmpty();
    }

    static Marks marks(long sequence) {
        return marks(sequence, PRODUCTS.id(), VARIANTS.id());
    }

    static Marks marks(long sequence, TableId... tables) {
        Position watermark = new Position(sequence, "at " + Long.toUnsignedString(sequence));
        return new Marks(0, 3, SOURCE, watermark, new TreeSet<>(Arrays.asList(tables)), 0xFEDCBA9876543210L);
    }
}
