package dev.leat.capture.postgres;

import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.catalog.Publication;
import dev.leat.capture.postgres.catalog.Publications;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.PeekPublication;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a pipeline has made on the server: its slot, and a publication that is its own. */
final class SourceBelongings {
    private static final String PLUGIN = "pgoutput";

    private final PostgresOptions options;
    private final String applicationName;

    SourceBelongings(PostgresOptions options, String applicationName) {
        this.options = options;
        this.applicationName = applicationName;
    }

    /** Those that are there, the slot first: without its publication it could not be read any more. */
    List<Belonging> find() {
        List<Belonging> found = new ArrayList<>();
        try (Connection session = Session.open(options.login(), applicationName)) {
            Optional<ReplicationSlot> slot = new Slots(session).find(options.slot());
            if (slot.isPresent() && isOurs(slot.get())) {
                String name = Sql.literal(options.slot());
                found.add(new Belonging(
                        "replication slot " + options.slot(),
                        "SELECT pg_drop_replication_slot(" + name + ")",
                        this::dropSlot));
            }
            Optional<Publication> publication = options.ownsPublication()
                    ? new Publications(session).find(options.publication())
                    : Optional.empty();
            publication.ifPresent(own -> found.add(publication(own)));
            for (String left : PeekPublication.leftBehind(session)) {
                String drop = dropPublication(left);
                found.add(new Belonging(
                        "publication " + left + " of a `leat tail` that was killed", drop, this::dropPeeks));
            }
            return found;
        } catch (SQLException failure) {
            throw new ConnectFailure(options.login(), failure).asException();
        }
    }

    private Belonging publication(Publication publication) {
        String drop = dropPublication(publication.name());
        return new Belonging("publication " + publication.name(), drop, () -> {
            if (!publication.isOwned()) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "another role owns it; run as that role or as a superuser, then tear down again: " + drop);
            }
            run(drop);
        });
    }

    private static String dropPublication(String name) {
        return "DROP PUBLICATION IF EXISTS " + Sql.identifier(name);
    }

    /** All that are there: their names are never used again. */
    private void dropPeeks() {
        try (Connection session = Session.openForSetup(options.login(), applicationName)) {
            PeekPublication.dropLeftBehind(session);
        } catch (SQLException failure) {
            throw Failure.of("cannot drop what a `leat tail` left behind", failure);
        }
    }

    private boolean isOurs(ReplicationSlot slot) {
        return PLUGIN.equals(slot.plugin()) && options.login().database().equals(slot.database());
    }

    private void dropSlot() {
        try (Connection session = Session.open(options.login(), applicationName);
                PreparedStatement drop = session.prepareStatement(
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?")) {
            drop.setString(1, options.slot());
            drop.execute();
        } catch (SQLException failure) {
            throw Failure.of("cannot drop slot " + options.slot(), failure);
        }
    }

    private void run(String command) {
        try (Connection session = Session.openForSetup(options.login(), applicationName);
                Statement statement = session.createStatement()) {
            statement.execute(command);
        } catch (SQLException failure) {
            throw Failure.of("cannot run " + command, failure);
        }
    }
}
