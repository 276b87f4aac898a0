package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.OpenTransaction;
import dev.leat.capture.postgres.catalog.OpenTransactions;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.catalog.Tables;
import dev.leat.capture.postgres.catalog.WalActivity;
import dev.leat.capture.postgres.catalog.WalSample;
import dev.leat.capture.postgres.selection.CapturedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads what the classes of this package decide on, on a primary. What takes time to be seen (how much log is written, which
 * transactions last) is looked at twice: once when this is made, once when it is asked.
 */
public final class SourceRisks {
    private static final long MICROS_PER_MILLI = 1000;

    private final Connection session;
    private final ServerState server;
    private final Privileges role;
    private final WalSample firstSample;
    private final List<OpenTransaction> firstOpen;

    private SourceRisks(
            Connection session,
            ServerState server,
            Privileges role,
            WalSample firstSample,
            List<OpenTransaction> firstOpen) {
        this.session = session;
        this.server = server;
        this.role = role;
        this.firstSample = firstSample;
        this.firstOpen = firstOpen;
    }

    /** Takes the first look. */
    public static SourceRisks watch(Connection session, ServerState server, Privileges role) throws SQLException {
        return new SourceRisks(
                session, server, role, new WalActivity(session).sample(), new OpenTransactions(session).read());
    }

    /** Versions, settings, and what is left of slots, senders and connections. */
    public List<Finding> ofServer(Optional<ReplicationSlot> own, String applicationName) throws SQLException {
        WalActivity activity = new WalActivity(session);
        List<Finding> findings = new ArrayList<>(SettingRisks.findings(server));
        findings.addAll(Capacity.slots(server, own, new Slots(session).count()));
        findings.addAll(Capacity.senders(server, own, activity.senderCount()));
        findings.addAll(Capacity.connections(role));
        findings.addAll(Synchrony.findings(
                server,
                activity.standbys(),
                applicationName,
                own.filter(ReplicationSlot::isActive).isPresent()));
        return findings;
    }

    /** What is worth knowing of each table. */
    public List<Finding> ofTables(List<CapturedTable> tables) throws SQLException {
        return TableRisks.findings(
                tables,
                new Tables(session)
                        .large(tables.stream()
                                .map(table -> table.definition().table())
                                .toList()));
    }

    /**
     * What endangers the slot and holds up its making.
     *
     * @param interval the least time between the two looks
     * @param pause waits
     * @param tolerated how long a start waits for a transaction
     */
    public List<Finding> ofTime(
            Optional<ReplicationSlot> own, Duration interval, Consumer<Duration> pause, Duration tolerated)
            throws SQLException {
        WalActivity activity = new WalActivity(session);
        long passed = activity.sample().micros() - firstSample.micros();
        Duration rest = interval.minus(Duration.ofMillis(passed / MICROS_PER_MILLI));
        if (!rest.isNegative()) {
            pause.accept(rest);
        }
        WalSample sample = activity.sample();
        WalRate rate = WalRate.of(firstSample, sample, activity.averageBytesPerSecond());
        List<Finding> findings = new ArrayList<>(WalKeep.findings(server, rate));
        own.ifPresent(slot -> findings.addAll(SlotRisks.findings(slot, sample.insertLsn(), rate)));
        findings.addAll(LongTransactions.findings(firstOpen, new OpenTransactions(session).read(), tolerated, role));
        return findings;
    }
}
