package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.Server;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.selection.CapturedTable;
import dev.leat.capture.postgres.selection.Resolution;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.slot.PublicationSetup;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that a start would stumble over, for {@code leat check}. Changes nothing. Used once. */
final class CaptureCheck {
    private final PostgresOptions options;
    private final Setup setup;
    private final TypeResolver types;
    private final String applicationName;
    private final List<Finding> findings = new ArrayList<>();

    CaptureCheck(PostgresOptions options, Setup setup, TypeResolver types, String applicationName) {
        this.options = options;
        this.setup = setup;
        this.types = types;
        this.applicationName = applicationName;
    }

    List<Finding> findings() {
        checkTls();
        try (Connection session = Session.open(options.login(), applicationName)) {
            check(session);
        } catch (SQLException failure) {
            ConnectFailure refused = new ConnectFailure(options.login(), failure);
            found("connect", Failure.of("cannot connect as " + options.login(), failure), refused.remedy());
        } catch (CdcException failure) {
            found("connect", failure, ConnectFailure.REMEDY);
        }
        return findings;
    }

    private void check(Connection session) throws SQLException {
        ServerState server = new Server(session).state();
        Privileges role = new Server(session).privileges();
        List<Finding> ofServer = ServerCheck.problems(server, role);
        findings.addAll(ofServer);
        Resolution resolution = setup.resolve(session, server, types);
        findings.addAll(resolution.problems());
        PublicationSetup publication = setup.publication(resolution.tables(), server);
        if (!resolution.tables().isEmpty()) {
            findings.addAll(publication.problems(
                    session, role, owned(resolution.tables()), options.login().database()));
        }
        SlotSetup slot = setup.slot(publication);
        findings.addAll(slot.problems(session));
        checkSlots(session, server);
        if (ofServer.isEmpty()) {
            checkHistory(session, slot, server);
        }
    }

    static Set<TableId> owned(List<CapturedTable> tables) {
        return tables.stream()
                .map(table -> table.definition().table())
                .filter(Table::isOwned)
                .map(Table::id)
                .collect(Collectors.toSet());
    }

    private void checkHistory(Connection session, SlotSetup slot, ServerState server) throws SQLException {
        SlotSetup.Source source;
        try (Source opened = Source.open(options, applicationName)) {
            source = opened.identify(server.major());
        } catch (CdcException failure) {
            found("replication-connection", failure, ConnectFailure.REMEDY);
            return;
        }
        slot.gap(session, source).ifPresent(findings::add);
    }

    private void checkSlots(Connection session, ServerState server) throws SQLException {
        Slots slots = new Slots(session);
        Optional<ReplicationSlot> own = slots.find(options.slot());
        if (own.isPresent() && own.get().isActive()) {
            findings.add(new Finding(
                    "slot-in-use",
                    Finding.Severity.INFO,
                    options.slot(),
                    "slot " + options.slot() + " is in use by " + own.get().user(),
                    "nothing to do if that is this pipeline"));
        }
        int most =
                server.setting("max_replication_slots").map(Integer::parseInt).orElse(Integer.MAX_VALUE);
        if (own.isEmpty() && slots.count() >= most) {
            findings.add(new Finding(
                    "replication-slots",
                    Finding.Severity.ERROR,
                    "max_replication_slots",
                    "the server has as many slots as it may have (" + most + ")",
                    "run: ALTER SYSTEM SET max_replication_slots = " + (most + 5)
                            + "; and restart the server, or drop a slot that nobody needs"));
        }
    }

    private void checkTls() {
        boolean isLocal = options.login().url().isLocal();
        if (!isLocal && !options.login().tls().mode().verifies()) {
            findings.add(new Finding(
                    "tls",
                    Finding.Severity.WARNING,
                    options.login().toString(),
                    "the server's certificate is not checked",
                    "tls: {mode: verify-full}"));
        }
    }

    private void found(String code, CdcException failure, String remedy) {
        findings.add(
                new Finding(code, Finding.Severity.ERROR, options.login().toString(), failure.getMessage(), remedy));
    }
}
