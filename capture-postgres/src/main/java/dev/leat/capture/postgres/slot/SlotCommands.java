package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.catalog.OpenTransaction;
import dev.leat.capture.postgres.catalog.OpenTransactions;
import dev.leat.capture.postgres.wire.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Collectors;

/** Makes and drops our slot. */
final class SlotCommands {
    /** From this version on a slot can be synchronised to standbys, so that it survives a failover. */
    private static final int FAILOVER_SINCE = 17;

    private static final String LOCK_TIMEOUT = "55P03";
    private static final String ALL_SLOTS_IN_USE = "53400";

    /** More don't help who reads the message. */
    private static final int NAMED_TRANSACTIONS = 5;

    private final Connection session;
    private final String slotName;
    private final int major;
    private final Duration maxWait;

    SlotCommands(Connection session, String slotName, int major, Duration maxWait) {
        this.session = session;
        this.slotName = slotName;
        this.major = major;
        this.maxWait = maxWait;
    }

    /** Returns where the new slot begins. For each transaction that is older it may wait its time, one after the other. */
    long create() throws SQLException {
        int maxSilence = session.getNetworkTimeout();
        session.setNetworkTimeout(Runnable::run, 0);
        long start = createWithoutHaste();
        session.setNetworkTimeout(Runnable::run, maxSilence);
        return start;
    }

    private long createWithoutHaste() throws SQLException {
        String failover = major >= FAILOVER_SINCE ? ", failover => true" : "";
        try (Statement statement = session.createStatement()) {
            statement.execute("SET lock_timeout = " + Math.max(1, maxWait.toMillis()));
        }
        try (PreparedStatement statement = session.prepareStatement(
                "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput'" + failover + ")")) {
            statement.setString(1, slotName);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Lsn.parse(row.getString(1));
            }
        } catch (SQLException failure) {
            throw explained(failure);
        }
    }

    private CdcException explained(SQLException failure) throws SQLException {
        if (LOCK_TIMEOUT.equals(failure.getSQLState())) {
            return new CdcException(
                    ErrorKind.CONNECTION,
                    "slot " + slotName + " cannot be made while transactions that began before are running: "
                            + running(),
                    failure);
        }
        if (ALL_SLOTS_IN_USE.equals(failure.getSQLState())) {
            return new CdcException(
                    ErrorKind.SETUP,
                    "slot " + slotName + " cannot be made: the server has as many slots as it may have; raise"
                            + " max_replication_slots and restart it, or drop one that nobody needs: SELECT"
                            + " pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '...'",
                    failure);
        }
        throw failure;
    }

    /** A slot can begin only where every transaction that was running has ended. */
    private String running() throws SQLException {
        return new OpenTransactions(session)
                .read().stream()
                        .limit(NAMED_TRANSACTIONS)
                        .map(OpenTransaction::describe)
                        .collect(Collectors.joining("; "));
    }

    void drop() throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
            statement.setString(1, slotName);
            statement.execute();
        }
    }
}
