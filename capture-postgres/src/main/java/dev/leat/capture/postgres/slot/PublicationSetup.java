package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.Publication;
import dev.leat.capture.postgres.catalog.Publications;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.WantedPublication.WantedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes sure that the publication publishes what the pipeline selects. One that the file names is never altered. */
public final class PublicationSetup {
    private static final int MAX_NAMED = 5;

    private final WantedPublication wanted;
    private volatile Map<TableId, Membership> streamed = Map.of();

    /** For this publication. */
    public PublicationSetup(WantedPublication wanted) {
        this.wanted = wanted;
    }

    /**
     * What keeps {@link #prepare} from working.
     *
     * @param role what the session's role may do
     * @param owned the tables that the role owns, as it must to publish them
     * @param database the session's
     */
    public List<Finding> problems(Connection session, Privileges role, Set<TableId> owned, String database)
            throws SQLException {
        Optional<Publication> found = new Publications(session).find(wanted.name());
        List<String> commands = PublicationPlan.commands(wanted, found);
        if (commands.isEmpty()) {
            return List.of();
        }
        String sql = String.join("; ", commands);
        if (!wanted.isOurs()) {
            return List.of(error(
                    SourceFinding.PUBLICATION_INCOMPLETE,
                    "publication " + wanted.name() + ", which the file names, "
                            + (found.isEmpty() ? "does not exist" : "does not publish all that is selected"),
                    "run: " + sql));
        }
        if (found.isPresent() && !found.get().isOwned()) {
            return List.of(error(
                    SourceFinding.PUBLICATION_OWNERSHIP,
                    "role " + role.role() + " does not own publication " + wanted.name() + ", which has to be altered",
                    "run as its owner: " + sql));
        }
        List<TableId> notOwned = wanted.tables().stream()
                .map(WantedTable::id)
                .filter(table -> found.isEmpty() || !PublicationPlan.has(found.get(), table))
                .filter(table -> !owned.contains(table))
                .toList();
        if (!notOwned.isEmpty()) {
            return List.of(error(
                    SourceFinding.TABLE_OWNERSHIP,
                    "role " + role.role() + " does not own " + some(notOwned) + " and so may not publish "
                            + (notOwned.size() == 1 ? "it" : "them"),
                    "run as a superuser, or as the tables' owner who may also CREATE in the database: " + sql));
        }
        if (found.isEmpty() && !role.mayCreateInDatabase()) {
            return List.of(error(
                    SourceFinding.PUBLICATION_PRIVILEGE,
                    "role " + role.role() + " may not create publication " + wanted.name(),
                    "run: GRANT CREATE ON DATABASE " + Sql.identifier(database) + " TO "
                            + Sql.identifier(role.role())));
        }
        return List.of();
    }

    /** The first few, for a message. */
    private static String some(List<TableId> tables) {
        String first = tables.stream().limit(MAX_NAMED).map(TableId::toString).collect(Collectors.joining(", "));
        return tables.size() <= MAX_NAMED ? first : first + " and " + (tables.size() - MAX_NAMED) + " more";
    }

    private Finding error(SourceFinding code, String message, String remedy) {
        return code.about(wanted.name(), message, remedy);
    }

    /** Whether the publication is there and carries what is wanted, beside whatever else. */
    public boolean carries(Connection session) throws SQLException {
        Optional<Publication> found = new Publications(session).find(wanted.name());
        return found.isPresent() && PublicationPlan.carries(wanted, found.get());
    }

    /** Whether the server has the publication. */
    boolean exists(Connection session) throws SQLException {
        return new Publications(session).find(wanted.name()).isPresent();
    }

    /** How each selected table is in the publication; without those whose rows it does not publish under their names. */
    Map<TableId, Membership> memberships(Connection session) throws SQLException {
        return memberships(session, new Publications(session).find(wanted.name()));
    }

    private Map<TableId, Membership> memberships(Connection session, Optional<Publication> found) throws SQLException {
        Map<Integer, Set<Integer>> published = new Publications(session).published(wanted.name());
        Map<TableId, Membership> memberships = new HashMap<>();
        for (WantedTable table : wanted.tables()) {
            Set<Integer> rows = published.get(table.oid());
            if (rows != null) {
                String definition = found.flatMap(publication -> publication.find(table.id()))
                        .map(member -> member.columns() + " WHERE " + member.rowFilter())
                        .orElse("");
                memberships.put(table.id(), new Membership(rows, definition));
            }
        }
        return memberships;
    }

    /** A stream begins that relies on the publication as it is now; returns {@link #memberships}. */
    Map<TableId, Membership> rely(Connection session) throws SQLException {
        Map<TableId, Membership> now = memberships(session);
        streamed = now;
        return now;
    }

    /**
     * What the publication does not carry though it is wanted, or has not carried for a while since the stream began, for a message;
     * empty when it is whole.
     */
    public Optional<String> lost(Connection session) throws SQLException {
        Optional<Publication> found = new Publications(session).find(wanted.name());
        Map<TableId, Membership> now = memberships(session, found);
        String absent = wanted.tables().stream()
                .map(WantedTable::id)
                .filter(table -> !now.containsKey(table))
                .map(TableId::toString)
                .collect(Collectors.joining(", "));
        if (!absent.isEmpty()) {
            return Optional.of(absent + " was dropped, or taken out of publication " + wanted.name());
        }
        String rejoined = streamed.entrySet().stream()
                .filter(before ->
                        !before.getValue().mayHaveLastedUntil(now.getOrDefault(before.getKey(), Membership.UNKNOWN)))
                .map(before -> before.getKey().toString())
                .collect(Collectors.joining(", "));
        if (!rejoined.isEmpty()) {
            return Optional.of(rejoined + " was taken out of publication " + wanted.name() + " and put in again");
        }
        boolean isWhole = found.isPresent() && PublicationPlan.carries(wanted, found.get());
        return isWhole
                ? Optional.empty()
                : Optional.of(
                        "publication " + wanted.name() + " was altered and does not publish all that is selected");
    }

    /** Creates or alters the publication where needed, all at once or not at all. */
    void prepare(Connection session) throws SQLException {
        List<String> commands = PublicationPlan.commands(wanted, new Publications(session).find(wanted.name()));
        if (commands.isEmpty()) {
            return;
        }
        if (!wanted.isOurs()) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "publication " + wanted.name() + ", which the file names, does not publish all that is selected;"
                            + " run: " + String.join("; ", commands));
        }
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
            session.commit();
        } catch (SQLException failure) {
            session.rollback();
            throw failure;
        } finally {
            session.setAutoCommit(true);
        }
    }

    WantedPublication wanted() {
        return wanted;
    }
}
