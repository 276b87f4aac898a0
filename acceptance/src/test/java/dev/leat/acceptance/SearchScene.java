package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.acceptance.load.Load;
import dev.leat.acceptance.load.Script;
import dev.leat.acceptance.oracle.AckMonitor;
import dev.leat.acceptance.oracle.SearchComparison;
import dev.leat.acceptance.oracle.SearchLedger;
import dev.leat.acceptance.oracle.SearchTarget;
import dev.leat.acceptance.pipeline.LocalPipeline;
import dev.leat.acceptance.pipeline.LocalPipeline.LocalSetup;
import dev.leat.acceptance.pipeline.LocalSink;
import dev.leat.core.engine.runtime.PipelineStatus;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TcpFaultProxy;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A database, a search server behind a proxy, and pipelines in this process from the one to the other. Each scene has a
 * database and indexes of its own.
 */
final class SearchScene implements AutoCloseable {
    private final TestDatabase source = PostgresServer.shared().createDatabase();
    private final SearchTarget target = new SearchTarget(Servers.search().url(), "-" + source.name());
    private final TcpFaultProxy proxy = TcpFaultProxy.to(Servers.search());

    TestDatabase source() {
        return source;
    }

    /** As its readers see it, not through the proxy. */
    SearchTarget target() {
        return target;
    }

    TcpFaultProxy proxy() {
        return proxy;
    }

    /** Waits for so many commits, and looks at the accounting all the while. */
    static void awaitWithBalance(LocalPipeline pipeline, Load load, int commits) {
        for (int i = 0; i < commits; i += 5) {
            load.awaitCommits(5);
            requireBalance(pipeline.status());
        }
    }

    /** P11: nothing is lost on the way without a trace. */
    static void requireBalance(PipelineStatus status) {
        assertThat(status.received())
                .as("P11: %s", status)
                .isEqualTo(status.delivered() + status.filtered() + status.deadLettered() + status.pending());
    }

    /** Fails unless the documents are the rows of these tables, qualified. */
    void requireEqual(String... tables) {
        new SearchComparison(source, target).requireEqual(List.of(tables));
    }

    String slot() {
        return "leat_" + source.name();
    }

    /** What the slot says is confirmed. */
    long confirmed() {
        return lsn("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot() + "'");
    }

    /** Where the log ends now. */
    long head() {
        return lsn("SELECT pg_current_wal_insert_lsn()");
    }

    private long lsn(String query) {
        return LogSequenceNumber.valueOf(source.server().query(query)).asLong();
    }

    /** Removes the slot, which nobody uses. */
    void dropSlot() {
        source.server()
                .query("SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots WHERE slot_name = '"
                        + slot() + "'");
    }

    /** Watches that nothing of the ledger is confirmed that is not on the search server. */
    AckMonitor watch(Load load) {
        return AckMonitor.start(source.server(), slot(), load.ledger(), new SearchLedger(target, "ledger"));
    }

    void create(Script script) throws SQLException {
        try (Connection connection = source.connect()) {
            script.create(connection);
        }
    }

    /** Table t with the keys from 1. */
    void createRows(int rows) {
        source.execute(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, i FROM generate_series(1, " + rows + ") i");
    }

    /** Of these tables, with small chunks, through the proxy. */
    LocalPipeline pipeline(List<String> tables) {
        return new LocalPipeline(setup(tables));
    }

    LocalSetup setup(List<String> tables) {
        LocalSink sink = LocalSink.search(target, Servers.search().url(proxy.port()));
        return LocalSetup.of(source.name(), source, sink, tables).withChunkRows(50);
    }

    static void await(BooleanSupplier wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(wanted::getAsBoolean);
    }

    @Override
    public void close() {
        source.close();
        proxy.close();
    }
}
