package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Finds out where a stream may begin: behind the cursor and the slot, or in a new slot; or that history is missing. */
public final class SlotSetup {
    private static final int FAILOVER_SINCE = 17;

    private final String slotName;
    private final String database;
    private final StateStore store;

    /**
     * @param database the database of the connection, where the slot has to decode
     */
    public SlotSetup(String slotName, String database, StateStore store) {
        this.slotName = slotName;
        this.database = database;
        this.store = store;
    }

    /** Refuses a slot that is not ours to use, before anything is changed. */
    public void check(Connection session) throws SQLException {
        Optional<ReplicationSlot> slot = new Slots(session).find(slotName);
        if (slot.isPresent()) {
            requireOurs(slot.get());
        }
    }

    /**
     * Makes sure that there is a slot, and decides where the stream begins.
     *
     * @param majorVersion of the server
     */
    public StreamStart prepare(Connection session, SystemIdentity system, int majorVersion, LiveMode mode)
            throws SQLException {
        Optional<Cursor> cursor = Cursor.read(store);
        Optional<ReplicationSlot> slot = new Slots(session).find(slotName);
        boolean mayBeginAnew = mode == LiveMode.RESEED;
        if (slot.isPresent()) {
            requireOurs(slot.get());
            if (slot.get().isInvalid()) {
                if (!mayBeginAnew) {
                    throw gap("the server has given up slot " + slotName + " (" + reason(slot.get())
                            + "), everything behind " + Lsn.format(slot.get().confirmedFlushLsn()) + " is missing");
                }
                drop(session);
                return create(session, system, majorVersion);
            }
            return resume(slot.get(), cursor, system, mayBeginAnew);
        }
        if (cursor.isPresent() && !mayBeginAnew) {
            throw gap("slot " + slotName + " is gone from the server, everything behind "
                    + Lsn.format(cursor.get().confirmedLsn()) + " is missing");
        }
        return create(session, system, majorVersion);
    }

    private StreamStart resume(
            ReplicationSlot slot, Optional<Cursor> cursor, SystemIdentity system, boolean mayBeginAnew) {
        long from = slot.confirmedFlushLsn();
        if (cursor.isPresent() && !mayBeginAnew) {
            Cursor known = cursor.get();
            if (!known.systemId().equals(system.systemId())) {
                throw gap("the server is another one (system identifier " + system.systemId() + " instead of "
                        + known.systemId() + ")");
            }
            if (Lsn.isAfter(from, known.confirmedLsn())) {
                throw gap("slot " + slotName + " was moved to " + Lsn.format(from)
                        + " by somebody else, everything since " + Lsn.format(known.confirmedLsn()) + " is missing");
            }
            from = known.confirmedLsn();
        }
        return store(StreamStart.Kind.RESUMED, system, from);
    }

    private StreamStart create(Connection session, SystemIdentity system, int majorVersion) throws SQLException {
        String failover = majorVersion >= FAILOVER_SINCE ? ", failover => true" : "";
        String create = "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput'" + failover + ")";
        try (PreparedStatement statement = session.prepareStatement(create)) {
            statement.setString(1, slotName);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return store(StreamStart.Kind.FRESH, system, Lsn.parse(row.getString(1)));
            }
        }
    }

    private void drop(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_drop_replication_slot(" + Sql.literal(slotName) + ")");
        }
    }

    private StreamStart store(StreamStart.Kind kind, SystemIdentity system, long lsn) {
        new Cursor(slotName, system.systemId(), system.timeline(), lsn).write(store);
        return new StreamStart(kind, new Position(lsn, Lsn.format(lsn)));
    }

    /** Stores a confirmed position durably. */
    public void confirm(Position position) {
        Cursor.read(store).ifPresent(cursor -> cursor.at(position.sequence()).write(store));
    }

    private void requireOurs(ReplicationSlot slot) {
        if (!"pgoutput".equals(slot.plugin())) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "slot " + slotName + " belongs to the output plugin "
                            + (slot.plugin() == null ? "(none, it is a physical slot)" : slot.plugin())
                            + ", not pgoutput; name another one with `slot:` or drop it: SELECT pg_drop_replication_slot("
                            + Sql.literal(slotName) + ")");
        }
        if (!database.equals(slot.database())) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "slot " + slotName + " belongs to database " + slot.database() + ", not " + database
                            + "; name another one with `slot:`");
        }
    }

    private static String reason(ReplicationSlot slot) {
        return slot.invalidationReason() == null ? "WAL that it needed was removed" : slot.invalidationReason();
    }

    private static CdcException gap(String what) {
        return new CdcException(ErrorKind.GAP, what);
    }
}
