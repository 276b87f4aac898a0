package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.WantedPublication.WantedTable;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.capture.postgres.wire.SystemIdentity;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sets up publication and slot, in this order, and decides where the stream begins, or that history is missing. Everything is
 * looked at before anything is changed.
 */
public final class SlotSetup {
    private final String slotName;
    private final String database;
    private final StateStore store;
    private final PublicationSetup publication;

    /**
     * @param database the database of the connection, where the slot has to decode
     */
    public SlotSetup(String slotName, String database, StateStore store, PublicationSetup publication) {
        this.slotName = slotName;
        this.database = database;
        this.store = store;
        this.publication = publication;
    }

    /**
     * A server as it is found.
     *
     * @param system which one, and how far its log goes
     * @param major its version
     * @param timelineHistory the timelines that came before
     */
    public record Source(SystemIdentity system, int major, TimelineHistory timelineHistory) {}

    /** What is wrong with the slot, whatever it was used for; stored state that can't be read throws. */
    public List<Finding> problems(Connection session) throws SQLException {
        Cursor.read(store);
        PublishedTables.read(store);
        Optional<ReplicationSlot> slot = new Slots(session).find(slotName);
        boolean publicationExists = publication.exists(session);
        return slot
                .flatMap(found -> SlotCheck.problem(found, database))
                .or(() -> withoutPublication(slot, publicationExists))
                .stream()
                .toList();
    }

    /** The range of history that a start would find missing. */
    public Optional<Finding> gap(Connection session, Source source) throws SQLException {
        return gap(session, new Slots(session).find(slotName), source, LiveMode.RESUME)
                .map(what -> SourceFinding.GAP.about(
                        slotName, what, "seed anew: `leat reseed FILE`, and the next run begins at the present"));
    }

    /** Reads what the server would send again. */
    @FunctionalInterface
    public interface SentHistory {
        /**
         * The last commit that a stream from where the slot stands brings up to a position, or {@link LastCommit#NONE}. The slot is
         * free when it returns.
         */
        LastCommit lastCommitUpTo(Connection session, long slotAt, long position) throws SQLException;
    }

    /**
     * Makes sure that there are publication and slot, and stores where the stream begins.
     *
     * @param sent asked where the slot stands before the position that was confirmed
     * @param maxWait how long to wait for transactions that keep a slot from being made
     * @throws CdcException GAP when history is missing; nothing was changed then
     */
    public OpenedSlot prepare(Connection session, Source source, LiveMode mode, SentHistory sent, Duration maxWait)
            throws SQLException {
        Optional<ReplicationSlot> slot = new Slots(session).find(slotName);
        slot.flatMap(found -> SlotCheck.problem(found, database)).ifPresent(SlotSetup::refuse);
        boolean publicationExists = publication.exists(session);
        if (mode == LiveMode.RESUME) {
            withoutPublication(slot, publicationExists).ifPresent(SlotSetup::refuse);
        }
        Optional<String> gap = gap(session, slot, source, mode);
        if (gap.isPresent()) {
            throw new CdcException(ErrorKind.GAP, gap.get());
        }
        SlotPlan plan = plan(slot, source, mode);
        if (mode == LiveMode.RESUME && plan instanceof SlotPlan.Resume resume) {
            requireKnownHistory(session, resume, sent);
        }
        publication.prepare(session);
        SlotCommands commands = new SlotCommands(session, slotName, source.major(), maxWait);
        if (plan instanceof SlotPlan.Create) {
            return opened(session, StreamStart.Kind.FRESH, source, commands.create());
        }
        if (plan instanceof SlotPlan.Replace || !publicationExists) {
            commands.drop();
            return opened(session, StreamStart.Kind.FRESH, source, commands.create());
        }
        if (plan instanceof SlotPlan.Resume resume) {
            return opened(session, StreamStart.Kind.RESUMED, source, resume.from());
        }
        throw new AssertionError(plan);
    }

    private void requireKnownHistory(Connection session, SlotPlan.Resume resume, SentHistory sent) throws SQLException {
        LastCommit known = Cursor.read(store).map(Cursor::commit).orElse(LastCommit.NONE);
        if (known.equals(LastCommit.NONE) || !Lsn.isAfter(resume.from(), resume.slotAt())) {
            return;
        }
        LastCommit expected = Lsn.isAfter(known.endLsn(), resume.slotAt()) ? known : LastCommit.NONE;
        LastCommit found = sent.lastCommitUpTo(session, resume.slotAt(), resume.from());
        if (!found.equals(expected)) {
            throw new CdcException(
                    ErrorKind.GAP,
                    "the server was restored from an older copy and has been written since: its log has, between "
                            + Lsn.format(resume.slotAt()) + " and the confirmed " + Lsn.format(resume.from())
                            + ", as the last commit: " + found + "; the pipeline had: " + expected);
        }
    }

    private SlotPlan plan(Optional<ReplicationSlot> slot, Source source, LiveMode mode) {
        Optional<Cursor> cursor = Cursor.read(store);
        long timelineEnd = cursor.map(known -> source.timelineHistory().end(known.timeline()))
                .orElse(Lsn.NONE);
        return SlotPlan.of(slotName, slot, cursor, source.system(), timelineEnd, mode);
    }

    private Optional<String> gap(Connection session, Optional<ReplicationSlot> slot, Source source, LiveMode mode)
            throws SQLException {
        if (plan(slot, source, mode) instanceof SlotPlan.Gap gap) {
            return Optional.of(gap.what());
        }
        if (slot.isEmpty() || mode == LiveMode.RESEED) {
            return Optional.empty();
        }
        return publication.exists(session)
                ? unpublished(session)
                : Optional.of(
                        "publication " + publication.wanted().name() + " is gone: changes since then are missing");
    }

    /** Tables whose changes the slot did not get for a while. */
    private Optional<String> unpublished(Connection session) throws SQLException {
        Optional<PublishedTables> before = PublishedTables.read(store);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        Map<TableId, Membership> now = publication.memberships(session);
        String lost = publication.wanted().tables().stream()
                .filter(table -> before.get().oid(table.id()) != null)
                .map(table -> lost(table, before.get(), now))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return lost.isEmpty() ? Optional.empty() : Optional.of(lost + ": its changes since then are missing");
    }

    private Optional<String> lost(WantedTable table, PublishedTables before, Map<TableId, Membership> members) {
        String name = publication.wanted().name();
        if (!Objects.equals(before.oid(table.id()), table.oid())) {
            return Optional.of(table.id() + " was dropped and created anew");
        }
        Membership now = members.get(table.id());
        if (now == null) {
            return Optional.of(table.id() + " was taken out of publication " + name);
        }
        if (!Objects.equals(before.rowFilter(table.id()), table.rowFilter())) {
            return Optional.of(table.id() + " has another row filter in publication " + name);
        }
        return before.membership(table.id()).mayHaveLastedUntil(now)
                ? Optional.empty()
                : Optional.of(table.id() + " was taken out of publication " + name + " and put in again");
    }

    /** The server decodes the log with the publications that there were at each place of it. */
    private Optional<Finding> withoutPublication(Optional<ReplicationSlot> slot, boolean publicationExists) {
        boolean isLeftAlone =
                slot.isPresent() && !publicationExists && Cursor.read(store).isEmpty();
        String name = publication.wanted().name();
        return isLeftAlone
                ? Optional.of(SourceFinding.SLOT_PUBLICATION.about(
                        slotName,
                        "slot " + slotName + " exists and publication " + name + " does not",
                        "name the publication that the slot was used with with `publication:`, or drop the slot: SELECT"
                                + " pg_drop_replication_slot(" + Sql.literal(slotName) + ")"))
                : Optional.empty();
    }

    private OpenedSlot opened(Connection session, StreamStart.Kind kind, Source source, long lsn) throws SQLException {
        LastCommit known = Cursor.read(store)
                .filter(before -> kind == StreamStart.Kind.RESUMED && before.confirmedLsn() == lsn)
                .map(Cursor::commit)
                .orElse(LastCommit.NONE);
        Cursor cursor =
                new Cursor(slotName, source.system().systemId(), source.system().timeline(), lsn, known);
        cursor.write(store);
        PublishedTables.of(publication.wanted().tables(), publication.rely(session))
                .write(store);
        return new OpenedSlot(new StreamStart(kind, new Position(lsn, Lsn.format(lsn))), store, cursor);
    }

    private static void refuse(Finding problem) {
        throw new CdcException(ErrorKind.SETUP, problem.message() + "; " + problem.remedy());
    }
}
