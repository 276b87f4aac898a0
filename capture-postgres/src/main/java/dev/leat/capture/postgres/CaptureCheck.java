package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.Finding;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.CachedTypes;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.Server;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.Slots;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.check.PoolerCheck;
import dev.leat.capture.postgres.check.SourceRisks;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.selection.CapturedTable;
import dev.leat.capture.postgres.selection.Resolution;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.PublicationSetup;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Everything that a start would stumble over, for {@code leat check}. Changes nothing. Used once. */
final class CaptureCheck {
    private final PostgresOptions options;
    private final Setup setup;
    private final CachedTypes types;
    private final String applicationName;
    private final Duration checkTime;
    private final Consumer<Duration> pause;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param checkTime for which the server is watched, at least
     * @param pause waits
     */
    CaptureCheck(
            PostgresOptions options,
            Setup setup,
            CachedTypes types,
            String applicationName,
            Duration checkTime,
            Consumer<Duration> pause) {
        this.options = options;
        this.setup = setup;
        this.types = types;
        this.applicationName = applicationName;
        this.checkTime = checkTime;
        this.pause = pause;
    }

    List<Finding> findings() {
        checkTls();
        try (Connection session = Session.open(options.login(), applicationName)) {
            check(session);
        } catch (SQLException failure) {
            ConnectFailure refused = new ConnectFailure(options.login(), failure);
            found(SourceFinding.CONNECT, Failure.of("cannot connect as " + options.login(), failure), refused.remedy());
        } catch (CdcException failure) {
            found(SourceFinding.CONNECT, failure, ConnectFailure.REMEDY);
        }
        return findings;
    }

    private void check(Connection session) throws SQLException {
        new PoolerCheck(options.login(), applicationName).find(session).ifPresent(findings::add);
        ServerState server = new Server(session).state();
        Privileges role = new Server(session).privileges();
        List<Finding> ofServer = ServerCheck.problems(server, role);
        findings.addAll(ofServer);
        boolean isPrimary = !server.isInRecovery() && server.major() >= ServerCheck.MIN_MAJOR;
        Optional<SourceRisks> risks =
                isPrimary ? look(role, () -> SourceRisks.watch(session, server, role)) : Optional.empty();
        Resolution resolution = setup.resolve(session, server, Setup.types(server, types));
        findings.addAll(resolution.problems());
        findings.addAll(resolution.skipped());
        PublicationSetup publication = setup.publication(resolution.tables(), server);
        if (!resolution.tables().isEmpty()) {
            findings.addAll(publication.problems(
                    session, role, owned(resolution.tables()), options.login().database()));
        }
        SlotSetup slot = setup.slot(publication);
        findings.addAll(slot.problems(session));
        Optional<ReplicationSlot> own = new Slots(session).find(options.slot());
        tellIfInUse(own);
        if (risks.isPresent()) {
            SourceRisks found = risks.get();
            String name = options.login().applicationName(applicationName);
            look(role, () -> found.ofTables(resolution.tables())).ifPresent(findings::addAll);
            look(role, () -> found.ofServer(own, name)).ifPresent(findings::addAll);
        }
        boolean mayConnect =
                findings.stream().noneMatch(finding -> finding.code().equals(SourceFinding.WAL_SENDERS.code()));
        if (ofServer.isEmpty() && mayConnect) {
            checkHistory(session, slot, server);
        }
        if (risks.isPresent()) {
            SourceRisks found = risks.get();
            look(role, () -> found.ofTime(own, checkTime, pause, options.slotWait()))
                    .ifPresent(findings::addAll);
        }
    }

    /** A question to the server that a run does not ask. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** The answer; empty where the role may not ask, which is a finding. */
    private <T> Optional<T> look(Privileges role, Question<T> question) throws SQLException {
        try {
            return Optional.of(question.ask());
        } catch (SQLException failure) {
            if (!ConnectFailure.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())) {
                throw failure;
            }
            String name = Sql.identifier(role.role());
            findings.add(SourceFinding.CHECK_INCOMPLETE.about(
                    role.role(),
                    Failure.of("a part of the check was refused to role " + role.role(), failure)
                            .getMessage(),
                    "GRANT pg_monitor TO " + name + "; GRANT SELECT ON pg_catalog.<what the message names> TO "
                            + name));
            return Optional.empty();
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
            found(SourceFinding.REPLICATION_CONNECTION, failure, ConnectFailure.REMEDY);
            return;
        }
        slot.gap(session, source).ifPresent(findings::add);
    }

    private void tellIfInUse(Optional<ReplicationSlot> own) {
        own.flatMap(slot -> Optional.ofNullable(slot.user()))
                .ifPresent(user -> findings.add(SourceFinding.SLOT_IN_USE.about(
                        options.slot(),
                        "slot " + options.slot() + " is in use by " + user,
                        "nothing to do if that is this pipeline")));
    }

    private void checkTls() {
        boolean isLocal = options.login().url().isLocal();
        if (!isLocal && !options.login().tls().mode().verifies()) {
            findings.add(SourceFinding.TLS.about(
                    options.login().toString(), "the server's certificate is not checked", "tls: {mode: verify-full}"));
        }
    }

    private void found(SourceFinding code, CdcException failure, String remedy) {
        findings.add(code.about(options.login().toString(), failure.getMessage(), remedy));
    }
}
